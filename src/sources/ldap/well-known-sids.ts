import type { Group } from '../../core/model/account.ts'

/** What a security identifier of no domain stands for (MS-DTYP 2.4.2.4). */
export interface WellKnown {
  readonly label: string
  readonly breadth: Group['breadth']
}

/** Null for a SID that stands for nobody that we know, or for one account or group alone. */
export function wellKnownSid(sid: string): WellKnown | null {
  return WELL_KNOWN[sid] ?? null
}

const everybody = { kind: 'everybody' } as const

// None of them has a list of members: the system decides at each log-on who is in them. Who can log on at all, can in some way.
const WELL_KNOWN: Readonly<Record<string, WellKnown>> = {
  'S-1-1-0': { label: 'Everyone', breadth: everybody },
  'S-1-5-2': { label: 'Network', breadth: everybody },
  'S-1-5-3': { label: 'Batch', breadth: everybody },
  'S-1-5-4': { label: 'Interactive', breadth: everybody },
  'S-1-5-6': { label: 'Service', breadth: everybody },
  'S-1-5-7': { label: 'Anonymous Logon', breadth: everybody },
  'S-1-5-11': { label: 'Authenticated Users', breadth: everybody },
  'S-1-5-13': { label: 'Terminal Server User', breadth: everybody },
  'S-1-5-14': { label: 'Remote Interactive Logon', breadth: everybody },
  'S-1-5-15': { label: 'This Organization', breadth: everybody },
  'S-1-5-9': { label: 'Enterprise Domain Controllers', breadth: { kind: 'rule', rule: 'every domain controller of the forest' } },
  'S-1-5-17': { label: 'IUSR', breadth: { kind: 'rule', rule: 'the web server of every machine' } },
}
