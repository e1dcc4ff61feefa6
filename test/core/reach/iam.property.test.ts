import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type IamCase, decidedCase } from '../../../src/app/iam-case.ts'
import { Disputed, type Doc, type Facts, isAllowed } from '../../oracle/iam.ts'

const OWN = '111122223333'
const OTHER = '444455556666'
const CALLERS = [
  { kind: 'user', arn: `arn:aws:iam::${OWN}:user/ada` },
  { kind: 'user', arn: `arn:aws:iam::${OTHER}:user/gil` },
  { kind: 'role-session', roleArn: `arn:aws:iam::${OWN}:role/lab/reader`, sessionName: 'ada', serviceLinked: false },
  { kind: 'role-session', roleArn: `arn:aws:iam::${OWN}:role/linked`, sessionName: 's', serviceLinked: true },
  { kind: 'federated-session', userArn: `arn:aws:iam::${OWN}:user/ada`, arn: `arn:aws:sts::${OWN}:federated-user/desk` },
  { kind: 'root', account: OWN },
  { kind: 'service', name: 'backup.amazonaws.com' },
  { kind: 'anonymous' },
] as const
const NAMES = ['*', OWN, OTHER, `arn:aws:iam::${OWN}:root`, `arn:aws:iam::${OWN}:user/ada`, `arn:aws:iam::${OTHER}:user/gil`, `arn:aws:iam::${OWN}:role/lab/reader`, `arn:aws:sts::${OWN}:assumed-role/reader/ada`, `arn:aws:sts::${OWN}:federated-user/desk`] // prettier-ignore
const REQUESTS = [
  ['s3:GetObject', 'arn:aws:s3:::raw/ada/1'],
  ['s3:PutObject', 'arn:aws:s3:::raw/ben/1'],
  ['kms:Decrypt', `arn:aws:kms:eu-west-2:${OWN}:key/1`],
  ['sts:AssumeRole', `arn:aws:iam::${OWN}:role/analyst`],
  ['ec2:StartInstances', `arn:aws:ec2:eu-west-2:${OWN}:instance/i-1`],
] as const
const KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'aws:SourceIp': [['10.0.0.7'], ['192.0.2.1']],
  'aws:MultiFactorAuthPresent': [['true'], ['false']],
  'aws:TagKeys': [['lab'], ['lab', 'x'], []],
  'aws:RequestedRegion': [['eu-west-2'], ['us-east-1']],
  'aws:username': [['ada'], ['ben']],
}

const some = <Value>(values: readonly Value[], maxLength = 2) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength })
const condition = fc.constantFrom<Record<string, Record<string, string | string[]>>>(
  {},
  {},
  {},
  { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { NotIpAddress: { 'aws:sourceip': ['10.0.0.0/8', '192.0.2.1'] } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['lab'] } },
  { 'ForAnyValue:StringNotLike': { 'aws:TagKeys': ['la*'] } },
  { StringEquals: { 'aws:TagKeys': 'lab' } },
  { StringLikeIfExists: { 'aws:RequestedRegion': 'eu-*' } },
  { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', '${aws:username}'] } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:*` } },
)

function statement(withPrincipal: boolean) {
  return fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
      action: fc.tuple(
        fc.boolean(),
        some(['*', '*', '*', 's3:*', 'S3:get*', 's3:?utObject', 'kms:Decrypt', 'sts:AssumeRole', 'ec2:*', ' s3:GetObject']),
      ),
      resource: fc.tuple(fc.constantFrom('Resource', 'Resource', 'Resource', 'Resource', 'NotResource', null), some(['*', '*', '*', 'arn:aws:s3:::raw/*', 'arn:aws:s3:::raw/${aws:username}/*', `arn:aws:kms:*:${OWN}:key/*`, 'arn:aws:s3:*ada/1', 'arn:aws:*:::raw/*', 'arn:aws:iam'])), // prettier-ignore
      principal: fc.tuple(fc.constantFrom('Principal', 'Principal', 'Principal', 'NotPrincipal'), some(NAMES, 3), fc.boolean()),
      condition,
    })
    .map(({ Effect, action, resource, principal, condition: terms }) => ({
      Effect,
      [action[0] || action[1].includes('*') ? 'Action' : 'NotAction']: action[1],
      ...(resource[0] === null ? {} : { [resource[0]]: resource[1] }),
      ...(withPrincipal ? { [principal[0]]: { AWS: principal[1], ...(principal[2] ? { Service: 'backup.amazonaws.com' } : {}) } } : {}),
      ...(Object.keys(terms).length === 0 ? {} : { Condition: terms }),
    }))
}

const doc = (withPrincipal = false) =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(statement(withPrincipal), { minLength: 1, maxLength: 3 }),
  })
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const cases = fc.record({
  caller: fc.constantFrom(...CALLERS),
  request: fc.constantFrom(...REQUESTS),
  identity: fc.array(doc(), { maxLength: 2 }),
  boundary: rarely(doc()),
  session: rarely(fc.array(doc(), { maxLength: 1 })),
  resource: rarely(doc(true)),
  scp: rarely(fc.array(fc.array(doc(), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })),
  rcp: rarely(fc.array(fc.array(doc(), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })),
  endpoint: rarely(doc()),
  context: fc.record(
    Object.fromEntries(Object.entries(KEYS).map(([key, values]) => [key, fc.option(fc.constantFrom(...values), { nil: null })])),
  ),
})
type Drawn = typeof cases extends fc.Arbitrary<infer Value> ? Value : never

function caseOf({ caller, request: [action, resource], context, ...policies }: Drawn): IamCase {
  const kept = Object.fromEntries(Object.entries(policies).filter(([, value]) => value !== undefined))
  return { caller, action, resource, resourceAccount: OWN, whole: true, context, policies: kept } as unknown as IamCase
}

function factsOf({ caller, request: [action, resource], context, ...policies }: Drawn): Facts {
  const own: Record<string, string | null> = {
    'aws:principalarn':
      caller.kind === 'role-session'
        ? caller.roleArn
        : caller.kind === 'root'
          ? `arn:aws:iam::${OWN}:root`
          : 'arn' in caller
            ? caller.arn
            : null,
    'aws:username': caller.kind === 'user' ? (caller.arn.split('/').at(-1) ?? null) : null,
  }
  const written = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value] as const)
  const known = [...written, ...Object.entries(own).map(([key, value]) => [key, value === null ? null : [value]] as const)]
  const all = new Map<string, readonly string[] | null>(known)
  return {
    caller,
    action,
    resource,
    resourceAccount: OWN,
    context: Object.fromEntries([...all].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]))),
    policies: policies as unknown as Facts['policies'],
  }
}

function verdictOf(read: IamCase): string {
  const decided = decidedCase(read)
  if (!decided.ok) throw new Error(decided.error)
  return decided.value.verdict
}

const RUNS = Number(process.env['GATEHOUSE_IAM_RUNS'] ?? 3_000)

describe('one request by every policy that bears on it', () => {
  test('is decided as the oracle decides it, where every fact is known', { timeout: 300_000 }, () => {
    const counts = { allowed: 0, denied: 0, disputed: 0 }
    fc.assert(
      fc.property(cases, (drawn) => {
        const found = verdictOf(caseOf(drawn))
        let told: string
        try {
          told = isAllowed(factsOf(drawn)) ? 'allowed' : 'denied'
        } catch (cause) {
          if (!(cause instanceof Disputed)) throw cause
          counts.disputed += 1
          return
        }
        // A dispute that the oracle never came to may leave the engine undecided; never decided otherwise.
        if (found === 'conditional') counts.disputed += 1
        else {
          expect(found).toBe(told)
          counts[told as 'allowed' | 'denied'] += 1
        }
      }),
      { numRuns: RUNS, seed: 7 },
    )
    console.log(`requests compared with the oracle: ${JSON.stringify(counts)}`)
    expect(Math.min(counts.allowed, counts.denied)).toBeGreaterThan(RUNS / 20)
  })

  test('a verdict that is given without knowing a key holds whatever the key is', { timeout: 300_000 }, () => {
    let decided = 0
    fc.assert(
      fc.property(cases, fc.constantFrom(...Object.keys(KEYS).filter((key) => key !== 'aws:username')), (drawn, key) => {
        const { [key]: _, ...rest } = drawn.context
        const open = { ...caseOf({ ...drawn, context: rest }), whole: false, context: { ...rest, ...nothingElse(drawn, key) } } as IamCase // prettier-ignore
        const verdict = verdictOf(open)
        if (verdict === 'conditional') return
        decided += 1
        for (const value of [null, ...(KEYS[key] ?? [])]) {
          const whole = verdictOf(caseOf({ ...drawn, context: { ...drawn.context, [key]: value } }))
          expect([verdict, 'conditional']).toContain(whole)
        }
      }),
      { numRuns: RUNS, seed: 8 },
    )
    console.log(`verdicts held against every value of a key: ${decided}`)
    expect(decided).toBeGreaterThan(RUNS / 10)
  })

  test('a Deny, a boundary or a level of guardrails never widens it; order and repetition change nothing', { timeout: 300_000 }, () => {
    const rank = ['denied', 'conditional', 'allowed']
    fc.assert(
      fc.property(cases, doc(), fc.constantFrom('deny', 'scp', 'rcp', 'boundary'), (drawn, more, what) => {
        const before = verdictOf(caseOf(drawn))
        const denying: Doc = { ...more, Statement: more.Statement.map((one) => ({ ...one, Effect: 'Deny' })) }
        const narrowed =
          what === 'deny'
            ? { ...drawn, identity: [...drawn.identity, denying] }
            : what === 'boundary'
              ? { ...drawn, boundary: drawn.boundary ?? more }
              : { ...drawn, [what]: [...(drawn[what] ?? []), [more]] }
        expect(rank.indexOf(verdictOf(caseOf(narrowed as Drawn)))).toBeLessThanOrEqual(rank.indexOf(before))
        const shuffled = { ...drawn, identity: [...drawn.identity, ...drawn.identity].toReversed() }
        expect(verdictOf(caseOf(shuffled))).toBe(before)
      }),
      { numRuns: RUNS, seed: 9 },
    )
  })
})

/** Every other key that a draw may hold is known not to be there, unless the draw has it. */
function nothingElse({ context }: Drawn, key: string): Readonly<Record<string, null>> {
  return Object.fromEntries(Object.keys(KEYS).flatMap((name) => (name === key || (context[name] ?? null) !== null ? [] : [[name, null]])))
}
