import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IamAclEntry, IamKeyGrant, IamTargetFact } from '../../../src/core/model/iam.ts'
import type { Formula } from '../../../src/core/reach/iam/formula.ts'
import { type Permitted, SystemDecisions } from '../../../src/core/reach/iam/system-decisions.ts'
import { Disputed, glob, holds } from '../../oracle/iam.ts'
import {
  LEVELS,
  MEMBER,
  type Moment,
  OUTSIDE,
  OWNER,
  type Person,
  type PlainSystem,
  contextOf,
  holdsLevel,
  peopleOf,
} from '../../oracle/iam-system.ts'
import { BUCKET, KEY, type Statements, type World, systemOf } from './iam-world.ts'

const ANNA = `arn:aws:iam::${OWNER}:user/anna`
const GIL = `arn:aws:iam::${MEMBER}:user/gil`
const READER = `arn:aws:iam::${OWNER}:role/Reader`
const POINT = `arn:aws:s3:eu-west-2:${OWNER}:accesspoint/lab`
const SERVICE = 'service/backup.amazonaws.com'
const HOLDERS = [ANNA, GIL, READER, `arn:aws:iam::${OWNER}:root`, `account/${OUTSIDE}`, 'anybody', 'canonical/c0ffee', SERVICE]

const some = <Value>(values: readonly Value[], maxLength = 2) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength })
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const CONDITIONS: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[] = [
  { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { StringEquals: { 'aws:PrincipalOrgID': 'o-north' } },
  { StringNotEquals: { 'aws:PrincipalOrgID': 'o-north' } },
  { StringEquals: { 'aws:PrincipalTag/project': 'qsense' } },
  { StringEquals: { 'aws:PrincipalAccount': OUTSIDE } },
  { ArnLike: { 'aws:PrincipalArn': GIL } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OUTSIDE}:role/Lab*` } },
  { StringEquals: { 's3:DataAccessPointAccount': OWNER } },
  { ArnLike: { 's3:DataAccessPointArn': `arn:aws:s3:eu-west-2:${OWNER}:accesspoint/*` } },
  { Null: { 's3:DataAccessPointArn': 'true' } },
  { StringNotEquals: { 's3:AccessPointNetworkOrigin': 'VPC' } },
]
/** Whose access points alone a policy lets in stands in policies of resources: there it is told apart for everybody alike. */
const FOREIGN_POINT = { StringEquals: { 's3:DataAccessPointAccount': OUTSIDE } }
const conditionOf = (withPrincipal: boolean) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: fc.constantFrom(...CONDITIONS, ...(withPrincipal ? [FOREIGN_POINT] : [])) },
  )

function statement(withPrincipal: boolean, actions: readonly string[], resources: readonly string[]) {
  return fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
      Action: some(actions),
      Resource: some(resources),
      principal: fc.tuple(fc.constantFrom('Principal', 'Principal', 'Principal', 'Principal', 'NotPrincipal'), some(['*', `arn:aws:iam::${OWNER}:root`, `arn:aws:iam::${MEMBER}:root`, OUTSIDE, ANNA, GIL, READER, `arn:aws:sts::${OWNER}:assumed-role/Reader/ada`]), fc.boolean()), // prettier-ignore
      condition: conditionOf(withPrincipal),
    })
    .map(({ Effect, Action, Resource, principal: [element, AWS, withService], condition: Condition }) => ({
      Effect,
      Action,
      Resource,
      ...(withPrincipal ? { [element]: { AWS, ...(withService && element === 'Principal' ? { Service: 'backup.amazonaws.com' } : {}) } } : {}), // prettier-ignore
      ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
    }))
}

const OF_S3 = ['*', 's3:*', 's3:GetObject', 's3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:PutBucketPolicy']
const OF_KMS = ['kms:*', 'kms:Decrypt', 'kms:Encrypt']
const AT_BUCKET = ['*', BUCKET, `${BUCKET}/*`, `${BUCKET}/*`, `${BUCKET}/a/*`]
const AT_POINT = [POINT, `${POINT}/object/*`, `${POINT}/object/a/*`]
const list = (one: fc.Arbitrary<Statements[number]>, maxLength = 3) => fc.array(one, { minLength: 1, maxLength })
const own = list(statement(false, [...OF_S3, ...OF_KMS], [...AT_BUCKET, ...AT_POINT, KEY]))
const guardrail = rarely(list(statement(false, ['*', '*', 's3:*', 'kms:*', 's3:PutObject'], ['*', '*', '*', `${BUCKET}/a/*`]), 2))
const holder = fc.record({ policy: own, boundary: rarely(own), tags: fc.constantFrom({ project: 'qsense' }, { project: 'other' }, {}) })

interface Holding {
  readonly policy: Statements
  readonly boundary?: Statements
}

/** A system as both sides read it. */
interface System extends World, PlainSystem {
  readonly users: { readonly anna: Holding; readonly gil: Holding & { readonly in: string } }
  readonly roles: Readonly<Record<string, Holding & { readonly trust: Statements }>>
  readonly bucket: Partial<IamTargetFact> & PlainSystem['bucket'] & { readonly acl: readonly IamAclEntry[] }
  readonly key: Statements
  readonly keyGrants: readonly IamKeyGrant[]
  readonly points: PlainSystem['points']
  readonly organization: PlainSystem['organization']
}

const systems: fc.Arbitrary<System> = fc
  .record({
    anna: holder,
    gil: holder,
    reader: fc.record({ policy: own, boundary: rarely(own) }),
    statements: fc.option(list(statement(true, OF_S3, AT_BUCKET)), { nil: undefined }),
    holdsOffPublic: fc.constantFrom(false, false, true),
    encryptedBy: fc.constantFrom(null, null, KEY),
    acl: fc.array(fc.record({ grantee: fc.constantFrom('anybody' as const, 'signed-in' as const, 'c0ffee'), permission: fc.constantFrom('READ' as const, 'WRITE' as const, 'READ_ACP' as const, 'WRITE_ACP' as const, 'FULL_CONTROL' as const) }), { maxLength: 1 }), // prettier-ignore
    key: list(statement(true, ['*', ...OF_KMS], ['*', '*', KEY])),
    keyGrants: fc.array(fc.record({ id: fc.constantFrom('g1', 'g2'), grantee: fc.constantFrom(ANNA, GIL, READER, 'backup.amazonaws.com'), operations: some(['Decrypt', 'Encrypt', 'DescribeKey', 'CreateGrant']), constrained: fc.boolean() }), { maxLength: 2 }), // prettier-ignore
    point: rarely(fc.record({ policy: fc.option(list(statement(true, OF_S3, ['*', ...AT_POINT])), { nil: undefined }), vpc: fc.constantFrom(undefined, 'vpc-1'), holdsOffPublic: fc.boolean() })), // prettier-ignore
    guardrail,
    resourceGuardrail: guardrail,
  })
  .map((drawn) => ({
    users: { anna: given(drawn.anna), gil: { ...given(drawn.gil), in: MEMBER } },
    roles: { [READER]: { trust: [], ...given(drawn.reader) } },
    bucket: given({ statements: drawn.statements, holdsOffPublic: drawn.holdsOffPublic, encryptedBy: drawn.encryptedBy, acl: drawn.acl }),
    key: drawn.key,
    keyGrants: drawn.keyGrants,
    points: drawn.point === undefined ? {} : { [POINT]: given(drawn.point) },
    organization: given({ guardrail: drawn.guardrail, resourceGuardrail: drawn.resourceGuardrail }),
    outside: HOLDERS.slice(3),
  }))
const moments: fc.Arbitrary<Moment> = fc.record({
  ip: fc.constantFrom('10.0.0.7', '192.0.2.1'),
  mfa: fc.constantFrom('true', 'false'),
  object: fc.constantFrom('a/1', 'b/1'),
  isEncrypted: fc.boolean(),
  hasContext: fc.boolean(),
  vpc: fc.constantFrom(null, 'vpc-1'),
  foreign: fc.constantFrom(null, OUTSIDE, '888877776666'),
  foreignOrigin: fc.constantFrom('Internet', 'VPC'),
  tag: fc.constantFrom(null, 'qsense'),
})

const RUNS = process.env['GATEHOUSE_NIGHTLY'] === '1' ? 10_000 : Number(process.env['GATEHOUSE_IAM_RUNS'] ?? 150)

const RUN = { numRuns: RUNS, endOnFailure: process.env['GATEHOUSE_SHRINK'] !== '1' }

describe('who holds what in a small system', () => {
  test('is what the oracle says, asked caller by caller', { timeout: 3_600_000 }, () => {
    const counts = { held: 0, 'not held': 0, 'in dispute': 0 }
    fc.assert(
      fc.property(systems, moments, (system, moment) => {
        for (const [kind, resource] of [
          ['bucket', BUCKET],
          ['key', KEY],
        ] as const) {
          const found = heldIn(system, kind, resource)
          for (const level of Object.keys(LEVELS[kind])) {
            const told = new Map(HOLDERS.map((who) => [who, oracleSays(kind, resource, level, who, system, moment)]))
            for (const [who, says] of told) {
              if (!isAsked(who, system, kind, told)) continue
              const ours = anyOf(found.filter((one) => one.who === who && one.level === level).flatMap((one) => valuesOf(one, moment, system))) // prettier-ignore
              if (says === 'in dispute' || ours === 'in dispute') counts['in dispute'] += 1
              else {
                expect(`${who} ${level} of the ${kind}: ${ours}`).toBe(`${who} ${level} of the ${kind}: ${says}`)
                counts[says] += 1
              }
            }
          }
        }
      }),
      { ...RUN, seed: 11 },
    )
    console.log(`holders of ${RUNS} systems compared with the oracle: ${JSON.stringify(counts)}`)
    expect(counts.held).toBeGreaterThan(RUNS)
    expect(counts['in dispute']).toBeLessThan(counts.held)
  })

  const rank = ['not held', 'in dispute', 'held']
  const answersOf = (system: System, moment: Moment): ReadonlyMap<string, Answer> => {
    const answers = new Map<string, Answer>()
    for (const kind of ['bucket', 'key'] as const) {
      const found = Map.groupBy(heldIn(system, kind, kind === 'key' ? KEY : BUCKET), ({ who, level }) => `${who} ${level}`)
      for (const [held, some] of found) answers.set(`${held} of the ${kind}`, anyOf(some.flatMap((one) => valuesOf(one, moment, system))))
    }
    return new Map([...answers].filter(([, answer]) => answer !== 'not held'))
  }
  const noWider = (narrowed: System, system: System, moment: Moment): void => {
    const before = answersOf(system, moment)
    for (const [what, answer] of answersOf(narrowed, moment)) {
      // A Deny that spares an account tells it apart from the anybody for whom it stood before.
      const stoodFor = what.replace(/^account\/\d+/u, 'anybody')
      const allowed = Math.max(...[what, stoodFor].map((one) => rank.indexOf(before.get(one) ?? 'not held')))
      expect(rank.indexOf(answer), what).toBeLessThanOrEqual(allowed)
    }
  }

  test('a Deny, a boundary or a level of guardrails never widens it', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(systems, moments, own, fc.constantFrom('policy', 'boundary', 'bucket', 'scp', 'rcp'), (system, moment, more, what) => {
        const denying = more.map((one) => ({ ...one, Effect: 'Deny' }))
        const { users, organization, bucket } = system
        const narrowed: Record<typeof what, Partial<System>> = {
          policy: { users: { ...users, anna: { ...users.anna, policy: [...users.anna.policy, ...denying] } } },
          boundary: { users: { ...users, anna: { ...users.anna, boundary: users.anna.boundary ?? more } } },
          bucket: {
            bucket: { ...bucket, statements: [...(bucket.statements ?? []), ...denying.map((one) => ({ ...one, Principal: '*' }))] },
          },
          scp: { organization: { ...organization, guardrail: organization.guardrail ?? more } },
          rcp: { organization: { ...organization, resourceGuardrail: organization.resourceGuardrail ?? more } },
        }
        // Whether a Deny makes a policy one that is not public, the pages leave open.
        const isLeftOpen = what === 'bucket' && (bucket.holdsOffPublic || Object.values(system.points).some(({ holdsOffPublic }) => holdsOffPublic)) // prettier-ignore
        if (!isLeftOpen) noWider({ ...system, ...narrowed[what] }, system, moment)
      }),
      { ...RUN, seed: 12 },
    )
  })

  test('an Allow that is removed never widens it, but a public one that held others off', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(systems, moments, fc.nat(2), fc.constantFrom('own', 'bucket', 'key', 'point'), (system, moment, at, what) => {
        const without = (statements: Statements | undefined): Statements | undefined =>
          statements?.filter((one, index) => index !== at || one['Effect'] !== 'Allow')
        const { users, bucket, key, points } = system
        const narrowed: Record<typeof what, Partial<System>> = {
          own: { users: { ...users, anna: { ...users.anna, policy: without(users.anna.policy) ?? [] } } },
          bucket: { bucket: given({ ...bucket, statements: without(bucket.statements) }) },
          key: { key: without(key) ?? [] },
          point: { points: Object.fromEntries(Object.entries(points).map(([arn, point]) => [arn, given({ ...point, policy: without(point.policy) })])) }, // prettier-ignore
        }
        const isHeldOff = bucket.holdsOffPublic || Object.values(points).some(({ holdsOffPublic }) => holdsOffPublic)
        if (!isHeldOff || what === 'own' || what === 'key') noWider({ ...system, ...narrowed[what] }, system, moment)
      }),
      { ...RUN, seed: 13 },
    )
  })

  test('order and repetition change nothing', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(systems, moments, (system, moment) => {
        const turned = (statements: Statements): Statements => [...statements, ...statements].toReversed()
        const { users, bucket, key, points, keyGrants } = system
        const other = {
          ...system,
          users: { gil: users.gil, anna: { ...users.anna, policy: turned(users.anna.policy) } },
          bucket: bucket.statements === undefined ? bucket : { ...bucket, statements: turned(bucket.statements) },
          key: turned(key),
          keyGrants: [...keyGrants, ...keyGrants].toReversed(),
          points: Object.fromEntries(Object.entries(points).map(([arn, point]) => [arn, point.policy === undefined ? point : { ...point, policy: turned(point.policy) }])), // prettier-ignore
        } as System
        expect(answersOf(other, moment)).toEqual(answersOf(system, moment))
      }),
      { ...RUN, seed: 14 },
    )
  })
})

type Given<Value> = { [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key] } & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>
}

/** Without what was not drawn. */
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Given<Value>
}

type Answer = 'held' | 'not held' | 'in dispute'

function heldIn(system: System, kind: 'bucket' | 'key', resource: string): readonly (Permitted & { readonly who: string })[] {
  const { system: made, nameOf } = systemOf(system)
  const target = made.targets.get(resource)
  if (target === undefined) throw new Error(`no ${resource}`)
  return new SystemDecisions(made).holdersOf(target, kind).map((one) => ({ ...one, who: nameOf(one.asker.handle) }))
}

/** Somebody whom everybody stands for is not asked for by name: a service, an account, or an id that nothing names. */
function isAsked(
  who: string,
  { bucket, key, points, keyGrants }: System,
  kind: 'bucket' | 'key',
  told: ReadonlyMap<string, Answer>,
): boolean {
  if (who === 'canonical/c0ffee') return kind === 'bucket' && bucket.acl.some(({ grantee }) => grantee === 'c0ffee')
  if (who !== SERVICE && !who.startsWith('account/')) return true
  const name = who.slice(who.indexOf('/') + 1)
  const allows = (kind === 'key' ? key : [...(bucket.statements ?? []), ...Object.values(points).flatMap(({ policy = [] }) => policy)]).filter((one) => one['Effect'] === 'Allow') // prettier-ignore
  const isNamed =
    JSON.stringify(allows.map((one) => one['Principal'])).includes(name) ||
    (kind === 'key' && keyGrants.some(({ grantee }) => grantee === name))
  return isNamed || (who !== SERVICE && told.get('anybody') === 'not held')
}

function oracleSays(kind: 'bucket' | 'key', resource: string, level: string, who: string, system: System, moment: Moment): Answer {
  return anyOf(peopleOf(who, system, moment).map((person) => () => {
    try {
      return holdsLevel(kind, resource, level, person, system, moment) ? 'held' : 'not held'
    } catch (cause) {
      if (!(cause instanceof Disputed)) throw cause
      return 'in dispute'
    }
  })) // prettier-ignore
}

function anyOf(answers: readonly (() => Answer)[]): Answer {
  const all = answers.map((one) => one())
  return all.includes('held') ? 'held' : all.includes('in dispute') ? 'in dispute' : 'not held'
}

/** What is left of a permission for each of those whom its asker may be: who is signed in and who is not are asked for apart. */
function valuesOf(
  { who, asker, residual }: Permitted & { readonly who: string },
  moment: Moment,
  system: System,
): readonly (() => Answer)[] {
  const isUnsigned = asker.caller.kind === 'anonymous'
  const people = peopleOf(who, system, moment).filter(({ caller }) => (caller.kind === 'anonymous') === isUnsigned)
  return people.map((person) => () => value(residual, person, moment, system))
}

/** What is left of a decision, in a moment in which everything is known. */
function value(formula: Formula, person: Person, moment: Moment, system: System): Answer {
  switch (formula.kind) {
    case 'true':
      return 'held'
    case 'false':
      return 'not held'
    case 'not':
      return opposite(value(formula.of, person, moment, system))
    case 'any':
      return anyOf(formula.of.map((one) => () => value(one, person, moment, system)))
    case 'all':
      return opposite(anyOf(formula.of.map((one) => () => opposite(value(one, person, moment, system)))))
    case 'atom':
      return atomValue(formula.atom.says, person, moment, system)
  }
}

function opposite(answer: Answer): Answer {
  return answer === 'held' ? 'not held' : answer === 'not held' ? 'held' : 'in dispute'
}

function atomValue(says: string, person: Person, moment: Moment, system: System): Answer {
  if (says.endsWith('(disputed)')) return 'in dispute'
  const truth = (is: boolean): Answer => (is ? 'held' : 'not held')
  const quoted = /`(.*)`/u.exec(says)?.[1] ?? ''
  if (says.startsWith('the name fits ')) {
    const name = quoted.includes(':accesspoint/') ? `${POINT}/object/${moment.object}` : `${BUCKET}/${moment.object}`
    return truth(glob(quoted).test(name))
  }
  if (says.startsWith('it is not encrypted with ')) return truth(!moment.isEncrypted)
  if (says.startsWith('the session is called ')) return truth(person.caller['sessionName'] === quoted)
  if (says.startsWith('through the network ')) return truth(says.endsWith(String(moment.vpc)))
  if (says.startsWith('they are ')) return truth(quoted === person.account || glob(quoted).test(person.arn ?? ''))
  if (says.startsWith('an access point of ')) return truth(says.startsWith(`an access point of ${foreignIn(moment, system)},`))
  const term = /^(?<key>\S+) (?<operator>\S+) `(?<values>.*)`$/u.exec(says)?.groups
  if (term === undefined) throw new Error(`what is \`${says}\`?`)
  const { key = '', operator = '', values = '' } = term
  // Where a decision is left open by a key of access points, it is by one that nobody read.
  const context = contextOf(person, moment, key.startsWith('s3:') ? 'foreign' : null, system)
  return truth(holds(operator, key, values.split('` or `'), { Version: '2012-10-17', Statement: [] }, { caller: person.caller, action: '', resource: '', resourceAccount: null, context, policies: { identity: [] } })) // prettier-ignore
}

/** As the engine calls the account of an access point that nobody read: by its number where the bucket's policy names it. */
function foreignIn({ foreign }: Moment, { bucket }: System): string | null {
  if (foreign === null) return null
  return foreign === OUTSIDE && JSON.stringify(bucket.statements ?? []).includes(JSON.stringify(FOREIGN_POINT))
    ? OUTSIDE
    : 'another account'
}
