import { assertNever } from '../base/assert-never.ts'
import type { DatasetKey } from '../model/coverage.ts'
import type { FindingFamily } from '../model/finding.ts'
import { familyOf } from './family.ts'

/** The fields that are hashed: what a finding is about, never how it is worded, how grave it is or by which path it came. */
export type Identity = Readonly<Record<string, string>>

/**
 * What a finding is about, in the fields of its family (`findings.md`, Fingerprint).
 *
 * A subject is its strongest declared key, a resource its address with a native id, never a name: the caller resolves both.
 */
export type IdentityFields =
  | { readonly family: 'access'; readonly project: string; readonly subject: string; readonly resource: string }
  | { readonly family: 'access-hygiene'; readonly project: string; readonly subject: string; readonly resource: string }
  | { readonly family: 'condition'; readonly project: string; readonly subject: string; readonly condition: string }
  /** An account or a credential, by native id. */
  | { readonly family: 'account'; readonly source: string; readonly account: string }
  /** `object`: the granting object, in its system's words. */
  | {
      readonly family: 'object'
      /** Null where the platform itself is meant, whatever project lies on it. */
      readonly project: string | null
      readonly on: 'resource' | 'platform'
      readonly at: string
      readonly object: string
    }
  | { readonly family: 'at-large'; readonly holder: 'subject' | 'partner'; readonly key: string; readonly conflict: string | null }
  | { readonly family: 'segment'; readonly from: string; readonly to: string }
  | { readonly family: 'declared-thing'; readonly thing: DeclaredThingKey }
  | { readonly family: 'ending'; readonly thing: DeclaredThingKey | RegisterItem }
  | ({ readonly family: 'source' } & DatasetKey)
  | { readonly family: 'hold'; readonly institution: string }
  /** What is overdue: a project, the board, a threshold, or the fingerprint of the neglected finding. */
  | { readonly family: 'process'; readonly overdue: string }

/** An entry of the policy, or a line of `entitled` by the hash of its `who` and `gets`. */
export type DeclaredThingKey =
  | { readonly kind: 'entry'; readonly section: string; readonly key: string }
  | { readonly kind: 'line'; readonly hash: string }

export interface RegisterItem {
  readonly kind: 'register'
  readonly register: string
  readonly subject: string
  readonly item: string
}

/**
 * The identity of a finding of `rule`: the only way in which one is made, so that no rule can get it wrong.
 *
 * The access family leaves the rule out: which rule speaks, and which parts fail, may change while the finding stays the same.
 * Throws if the fields are not those of the rule's family.
 */
export function identityOf(rule: string, fields: IdentityFields): Identity {
  const family = familyOf(rule)
  if (family !== fields.family) throw new Error(`rule ${rule} is of the family ${family}, not ${fields.family}`)
  return identityIn(rule, fields)
}

function identityIn(rule: string, fields: IdentityFields): Identity {
  switch (fields.family) {
    case 'access':
      return { family: 'access', project: fields.project, subject: fields.subject, resource: fields.resource }
    case 'access-hygiene':
      return { rule, project: fields.project, subject: fields.subject, resource: fields.resource }
    case 'condition':
      return { rule, project: fields.project, subject: fields.subject, condition: fields.condition }
    case 'account':
      return { rule, source: fields.source, account: fields.account }
    case 'object':
      return { rule, ...(fields.project === null ? {} : { project: fields.project }), [fields.on]: fields.at, object: fields.object }
    case 'at-large':
      return { rule, [fields.holder]: fields.key, ...(fields.conflict === null ? {} : { conflict: fields.conflict }) }
    case 'segment':
      return { rule, from: fields.from, to: fields.to }
    case 'declared-thing':
    case 'ending':
      return { rule, ...thingFields(fields.thing) }
    case 'source':
      return { rule, source: fields.source, unit: fields.unit, dataset: fields.dataset }
    case 'hold':
      return { rule, institution: fields.institution }
    case 'process':
      return { rule, overdue: fields.overdue }
    default:
      return assertNever(fields, 'family')
  }
}

function thingFields(thing: DeclaredThingKey | RegisterItem): Identity {
  switch (thing.kind) {
    case 'entry':
      return { section: thing.section, key: thing.key }
    case 'line':
      return { line: thing.hash }
    case 'register':
      return { register: thing.register, subject: thing.subject, item: thing.item }
    default:
      return assertNever(thing, 'thing')
  }
}

/** The same identity after the subject's key changed; null if it does not speak about that subject. */
export function withSubject(identity: Identity, from: string, to: string): Identity | null {
  return identity['subject'] === from ? { ...identity, subject: to } : null
}

/** Families whose identity names an access of one subject on one resource, which an assessment can say the standing of. */
export function isAboutAccess(family: FindingFamily): boolean {
  return family === 'access' || family === 'access-hygiene'
}
