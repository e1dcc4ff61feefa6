/** What a set-up of the file server may be made of. */
export interface Cast {
  /** Whom entries and owners name. */
  readonly trustees: readonly string[]
  readonly owners: readonly string[]
}

export interface Entry {
  readonly effect: 'A' | 'D'
  /** `OICI`, `OICIIO` or nothing. */
  readonly flags: string
  readonly rights: number
  readonly trustee: string
}

export interface SetUp {
  readonly share: string
  readonly owner: string
  readonly ofShare: readonly Entry[]
  readonly ofFolder: readonly Entry[]
}

/** A number from 0 up to and without `below`. */
export type Draw = (below: number) => number

/** The same numbers for the same seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below)
  }
}

/** What every client asks for along the way: read attributes and permissions, wait. Nobody is denied these alone. */
const ALONG = 0x1200a8

/** Rights in the mixtures that Windows offers, and some that it does not. */
const GIVEN = [
  0x1200a9, // Read & execute
  0x1301bf, // Modify
  0x1f01ff, // Full control
  ALONG | 0x1, // List
  ALONG | 0x116, // Write
  ALONG | 0x2, // Add files
  ALONG | 0x4, // Add folders
  ALONG | 0x41, // Delete what is in it
  ALONG | 0x40000, // Change permissions
  ALONG | 0x80000, // Take ownership
  ALONG,
]
/** Not to write: Samba forgets who owns the folder when it asks whether something may be made in it (docs/decisions/0046). */
const GIVEN_TO_OWNERS = [0x1200a9, ALONG, ALONG | 0x40000, ALONG | 0x80000]
const DENIED = [0x1f01ff, 0xd0156, 0x10156, 0x21, 0x1, 0x2, 0x4, 0x40, 0xc0000, 0x40000, 0x80000]
/** A share that gives neither read nor write, yet something else, is none that Samba lets anybody connect to. */
const EVERYTHING = 0x1f01ff
const SHARED = [0x1f01ff, 0x1301bf, 0x1200a9]

/** One set-up: who owns the folder, what its entries say in which order (also in orders that no dialogue writes), and what the share says. */
export function setUp(share: string, { trustees, owners }: Cast, draw: Draw): SetUp {
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[draw(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const entry = (): Entry => {
    const effect = draw(4) === 0 ? 'D' : 'A'
    const trustee = pick(trustees)
    // Who owns what lies below is another question: OWNER RIGHTS is about the folder only.
    if (trustee === 'OW') return { effect, flags: '', rights: pick(effect === 'A' ? GIVEN_TO_OWNERS : DENIED), trustee }
    return { effect, flags: pick(['OICI', 'OICI', 'OICI', '', 'OICIIO']), rights: pick(effect === 'A' ? GIVEN : DENIED), trustee }
  }
  const shareEntry = (): Entry => {
    const effect = draw(6) === 0 ? 'D' : 'A'
    return { effect, flags: '', rights: effect === 'A' ? pick(SHARED) : EVERYTHING, trustee: pick(trustees) }
  }
  return {
    share,
    owner: pick(owners),
    ofShare:
      draw(2) === 0 ? [{ effect: 'A', flags: '', rights: 0x1f01ff, trustee: 'WD' }] : Array.from({ length: 1 + draw(3) }, shareEntry),
    ofFolder: handingOn(Array.from({ length: draw(6) }, entry)),
  }
}

/**
 * Where a folder hands nothing on, nobody can tell from it what lies below: Gatehouse takes that for as open as the folder. So one entry is
 * always handed on.
 */
function handingOn(entries: readonly Entry[]): readonly Entry[] {
  const [first, ...others] = entries
  if (first === undefined || entries.some(({ flags }) => flags !== '')) return entries
  return [{ ...first, flags: 'OICI', trustee: first.trustee === 'OW' ? 'AU' : first.trustee }, ...others]
}

export function sddlOf(owner: string | null, entries: readonly Entry[]): string {
  const aces = entries.map(({ effect, flags, rights, trustee }) => `(${effect};${flags};0x${rights.toString(16)};;;${trustee})`)
  return `${owner === null ? '' : `O:${owner}G:DU`}D:${aces.join('')}`
}

/** What a file or a folder inside takes over (MS-DTYP 2.5.3.4): all that is handed on, for itself. */
export function takenOver(entries: readonly Entry[], kind: 'file' | 'folder'): readonly Entry[] {
  return entries.filter(({ flags }) => flags.startsWith('OICI')).map((entry) => ({ ...entry, flags: kind === 'file' ? 'ID' : 'OICIID' }))
}
