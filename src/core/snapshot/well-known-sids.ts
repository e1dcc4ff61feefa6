/** What a SID means that stands for no single account or group of a domain (MS-DTYP 2.4.2.4). */
export type WellKnown =
  /** Every account of the forest, however it came. */
  | { readonly kind: 'everybody'; readonly label: string }
  /** Every account, in some sessions only. */
  | { readonly kind: 'sometimes'; readonly label: string; readonly says: string }
  /** The system itself, a service, or somebody who is named only when the entry is handed on. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'owner' }
  | { readonly kind: 'self' }

const NOBODY: WellKnown = { kind: 'nobody' }

const KNOWN: Readonly<Record<string, WellKnown>> = {
  'S-1-0-0': NOBODY,
  'S-1-1-0': { kind: 'everybody', label: 'Everyone' },
  'S-1-3-0': NOBODY,
  'S-1-3-1': NOBODY,
  'S-1-3-2': NOBODY,
  'S-1-3-3': NOBODY,
  'S-1-3-4': { kind: 'owner' },
  'S-1-5-2': { kind: 'sometimes', label: 'Network', says: 'over the network' },
  'S-1-5-4': { kind: 'sometimes', label: 'Interactive', says: 'while logged on at the machine itself' },
  'S-1-5-6': NOBODY,
  'S-1-5-7': { kind: 'sometimes', label: 'Anonymous Logon', says: 'if the server lets in who comes without a login' },
  'S-1-5-9': NOBODY,
  'S-1-5-10': { kind: 'self' },
  'S-1-5-11': { kind: 'everybody', label: 'Authenticated Users' },
  'S-1-5-12': NOBODY,
  'S-1-5-14': { kind: 'sometimes', label: 'Remote Interactive Logon', says: 'while logged on to the machine from afar' },
  'S-1-5-15': { kind: 'everybody', label: 'This Organization' },
  'S-1-5-17': NOBODY,
  'S-1-5-18': NOBODY,
  'S-1-5-19': NOBODY,
  'S-1-5-20': NOBODY,
  'S-1-5-33': NOBODY,
  'S-1-18-1': { kind: 'everybody', label: 'Authentication authority asserted identity' },
  // Samba's own numbers of users and groups of Unix; 0 is the system.
  'S-1-22-1-0': NOBODY,
  'S-1-22-2-0': NOBODY,
}

/** Services, virtual accounts of them, application containers, integrity levels: none is somebody who logs on. */
const NO_ACCOUNT = /^S-1-(?:15|16)-|^S-1-5-(?:80|82|83|90|96)-/u

/** Sub-authorities by which domains, built-in groups and Unix numbers are told: those are records of some source. */
const OF_A_RECORD = /^S-1-5-(?:21|32)-|^S-1-22-/u

/**
 * Null for the SID of an account or group that some source may show.
 *
 * What the authority gives by the way somebody logs on, and is not listed, stands for everybody in some sessions.
 */
function wellKnownSid(sid: string): WellKnown | null {
  const known = KNOWN[sid]
  if (known !== undefined) return known
  if (NO_ACCOUNT.test(sid)) return NOBODY
  // The claims that a domain controller states: of no domain, whatever they look like.
  if (/^S-1-5-21-0-0-0-\d+$/u.test(sid)) return { kind: 'sometimes', label: sid, says: `in sessions that bear \`${sid}\`` }
  if (OF_A_RECORD.test(sid)) return null
  return { kind: 'sometimes', label: sid, says: `in sessions that bear \`${sid}\`` }
}

/** As `wellKnownSid`, of a name: null where it is no SID. */
export function wellKnownName(name: string): WellKnown | null {
  return name.startsWith('sid:') ? wellKnownSid(name.slice('sid:'.length)) : null
}

/** The built-in Users of a machine, in which Windows puts everybody: a broad group unless its members were read. */
export const BUILTIN_USERS = 'S-1-5-32-545'
