const INFORMATION = ['see', 'read', 'write', 'manage', 'admin'] as const
const MEMBERSHIP = ['use', 'manage', 'admin'] as const

/** What a level of one kind of resource may be, lowest first. The kinds are closed (policy-language page, "Addresses and levels"). */
const LEVELS = {
  site: INFORMATION,
  team: INFORMATION,
  bucket: INFORMATION,
  prefix: INFORMATION,
  key: INFORMATION,
  repository: INFORMATION,
  share: INFORMATION,
  database: INFORMATION,
  secret: INFORMATION,
  queue: INFORMATION,
  topic: INFORMATION,
  machine: INFORMATION,
  group: MEMBERSHIP,
  role: MEMBERSHIP,
  function: ['see', 'read', 'write', 'use', 'manage', 'admin'],
  segment: ['connect'],
  room: ['escorted', 'unescorted', 'out-of-hours'],
} as const

export type ResourceKind = keyof typeof LEVELS
export type Level = (typeof LEVELS)[ResourceKind][number]

/** All kinds, by code unit. */
export const RESOURCE_KINDS: readonly ResourceKind[] = (Object.keys(LEVELS) as ResourceKind[]).sort()

/** All levels of all kinds, each once. */
export const ALL_LEVELS: readonly Level[] = [...new Set(RESOURCE_KINDS.flatMap((kind): readonly Level[] => LEVELS[kind]))]

export function isResourceKind(text: string): text is ResourceKind {
  return Object.hasOwn(LEVELS, text)
}

/** The levels of `kind`, lowest first. For a function the order of `write` and `use` means nothing: see `levelCovers`. */
export function levelsOf(kind: ResourceKind): readonly Level[] {
  return LEVELS[kind]
}

export function isLevelOf(kind: ResourceKind, text: string): text is Level {
  return (LEVELS[kind] as readonly string[]).includes(text)
}

/**
 * Does an entitlement to `declared` include an access at `held`?
 *
 * A function has two scales that meet at `manage`: who may change its code need not be allowed to run it, nor the other way round.
 * False if either level is not one of the kind, so that a foreign word never covers anything.
 */
export function levelCovers(kind: ResourceKind, held: Level, declared: Level): boolean {
  const scale = levelsOf(kind)
  const low = scale.indexOf(held)
  const high = scale.indexOf(declared)
  if (low < 0 || high < 0) return false
  if (kind === 'function' && declared === 'use') return held === 'use'
  return low <= high
}

/** Negative where `a` stands below `b` on the scale of `kind`; for sorting and for "the highest", not for coverage. */
export function compareLevels(kind: ResourceKind, a: Level, b: Level): number {
  return levelsOf(kind).indexOf(a) - levelsOf(kind).indexOf(b)
}
