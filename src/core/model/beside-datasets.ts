import { CONTROL_DATASETS } from './control-datasets.ts'

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

/**
 * Datasets that hold nothing of an account by which anybody could tell who it belongs to: affiliations that are decided by a directory
 * rest on all its others.
 */
export const DATASETS_WITHOUT_PEOPLE: ReadonlySet<string> = new Set([
  ...CONTROL_DATASETS,
  'applications',
  'channels',
  'group-owners',
  'member-counts',
  'methods',
  'pim-groups',
  'recency',
  'sharing',
  'site-permissions',
  'units',
])
