/**
 * Datasets that describe accounts, settings or single sites, and say of no group who is in it or may change it: an answer rests on them
 * only where one of its own records stands in them. Without them a report lacks words, not people.
 *
 * Beside them stand all others: what is not named here is touched by every answer about its source.
 */
export const BESIDE_DATASETS: ReadonlySet<string> = new Set([
  'applications',
  'deleted',
  'entitlements',
  'leave-dates',
  'methods',
  'organization',
  'policies',
  'recency',
  'sharing',
  'site-permissions',
  'sponsors',
])
