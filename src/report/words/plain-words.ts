import type { LinePart } from '../../core/model/finding.ts'

/** Words for somebody who does not work in IT: what one can do, with what kind of thing, on which conditions. */

/** `can change`, `may enter, escorted,`, `can add people to`: in front of what it is about. */
export function plainVerb(level: string, kind: string): string {
  const ofGroups = kind === 'group' ? GROUP_VERBS.get(level) : undefined
  return ofGroups ?? VERBS.get(level) ?? `has ${level} on`
}

/** `the group “core-group”`. */
export function plainThing(kind: string, slug: string): string {
  return `the ${KINDS.get(kind) ?? kind} “${slug}”`
}

/** `visiting academic`; what is not known is said as that. */
export function plainRelation(relation: string): string {
  return relation === 'unknown' ? 'relation not known' : relation.replaceAll('-', ' ')
}

/** `within 30 days`, `over 180 days ago`; never a date, since none is kept. */
export function plainRecency(recency: string): string {
  return RECENCIES.get(recency) ?? recency
}

/** What a line asks for besides: `training`, `terms for personal data`. */
export function plainPart(part: LinePart): string {
  return PARTS[part]
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['see', 'can see that it exists:'],
  ['read', 'can read'],
  ['write', 'can change'],
  ['manage', 'can manage'],
  ['admin', 'can decide who reaches'],
  ['use', 'can use'],
  ['connect', 'can connect to'],
  ['escorted', 'may enter, escorted,'],
  ['unescorted', 'may enter'],
  ['out-of-hours', 'may enter at any hour'],
])

const GROUP_VERBS: ReadonlyMap<string, string> = new Map([
  ['manage', 'can add people to'],
  ['admin', 'can decide who may add people to'],
])

const KINDS: ReadonlyMap<string, string> = new Map([
  ['bucket', 'data store'],
  ['prefix', 'part of a data store'],
  ['segment', 'network'],
  ['key', 'encryption key'],
])

const RECENCIES: ReadonlyMap<string, string> = new Map([
  ['≤30', 'within 30 days'],
  ['31–90', '31 to 90 days ago'],
  ['91–180', '91 to 180 days ago'],
  ['>180', 'over 180 days ago'],
  ['never', 'never'],
  ['unknown', 'not known'],
])

const PARTS: Readonly<Record<LinePart, string>> = {
  level: 'the level, since more is held than is declared',
  ended: 'the end date, which is over',
  'not-begun': 'a start that has come',
  approval: 'approval',
  affiliation: 'relation to the institution',
  agreement: 'agreement with the partner',
  terms: 'terms for personal data',
  territory: 'place of use',
  clearance: 'clearance',
  licence: 'licence',
  'control-plan': 'control plan',
  training: 'training',
  host: 'host',
  mfa: 'strong sign-in',
  'access-from': 'sign-in limited by place',
}
