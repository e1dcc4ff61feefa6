import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IamSystem } from '../../../src/core/model/iam.ts'
import { textOf } from '../../../src/core/reach/iam/formula.ts'
import { SystemDecisions } from '../../../src/core/reach/iam/system-decisions.ts'
import { BUCKET, HERE, KEY, type Statements, THERE, type World, allow, systemOf } from './iam-world.ts'

// Those alike are decided together. Here each is asked for alone as well, in a system in which nobody else is: the answers must be the same.

const RUNS = process.env['GATEHOUSE_NIGHTLY'] === '1' ? 10_000 : Number(process.env['GATEHOUSE_IAM_RUNS'] ?? 300)

const user = (name: string): string => `arn:aws:iam::${HERE}:user/${name}`
const CONDITIONS: readonly object[] = [
  { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { ArnEquals: { 'aws:PrincipalArn': user('anna') } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*n*' } },
  { StringEquals: { 'aws:PrincipalTag/project': 'qsense' } },
  { StringEquals: { 'aws:ResourceTag/project': '${aws:PrincipalTag/project}' } },
  { StringNotEquals: { 'aws:PrincipalTag/project': '${aws:ResourceTag/project}' } },
  { StringLike: { 'aws:username': 'a*' } },
  { StringEquals: { 'aws:SourceIdentity': '${aws:username}' } },
  { StringEquals: { 'aws:PrincipalType': 'User' } },
  { StringEquals: { 's3:DataAccessPointAccount': HERE } },
  { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:*:*:accesspoint/${aws:username}' } },
]
const RESOURCES = [
  '*',
  BUCKET,
  `${BUCKET}/*`,
  `${BUCKET}/\${aws:username}/*`,
  'arn:aws:s3:::${aws:username}/*',
  'arn:aws:s3:::other*',
  KEY,
  'arn:aws:s3:*:*:accesspoint/*',
]
const ACTIONS = ['*', 's3:*', 's3:GetObject', 's3:Get*', 's3:PutObject', 's3:ListBucket', 'kms:*', 'kms:Decrypt', 'sqs:*', 'iam:PassRole']
const PRINCIPALS: readonly object[] = [
  { AWS: '*' },
  { AWS: `arn:aws:iam::${HERE}:root` },
  { AWS: user('anna') },
  { AWS: [user('ben'), `arn:aws:iam::${THERE}:root`] },
  { AWS: `arn:aws:sts::${HERE}:assumed-role/One/anna` },
]

const condition = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.constantFrom(...CONDITIONS).map((Condition) => ({ Condition })) },
)
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    Action: fc.constantFrom(...ACTIONS),
    Resource: fc.constantFrom(...RESOURCES),
    not: fc.constantFrom('', '', '', 'NotAction', 'NotResource'),
    condition,
  })
  .map(({ Effect, Action, Resource, not, condition: more }) => ({
    Effect,
    ...(not === 'NotAction' ? { NotAction: Action } : { Action }),
    ...(not === 'NotResource' ? { NotResource: Resource } : { Resource }),
    ...more,
  }))
const own: fc.Arbitrary<Statements> = fc.array(statement, { minLength: 1, maxLength: 3 })
const guard: fc.Arbitrary<Statements> = fc.array(
  fc.tuple(statement, fc.constantFrom('Principal', 'Principal', 'Principal', 'NotPrincipal'), fc.constantFrom(...PRINCIPALS)).map(([one, element, who]) => ({ ...one, [element]: who })), // prettier-ignore
  { minLength: 1, maxLength: 3 },
)
const tags = fc.constantFrom({}, { project: 'qsense' }, { project: 'tides' })
const groups = fc.subarray(['lab', 'it'])
const member = fc.record({ groups, tags })
const worlds: fc.Arbitrary<World> = fc
  .record({
    lab: own,
    it: own,
    anna: member,
    ben: member,
    cleo: member,
    dan: fc.record({ groups, tags, policy: own }),
    there: fc.record({ tags, policy: own }),
    role: own,
    bucket: fc.option(guard, { nil: undefined }),
    bucketTags: fc.constantFrom(null, { project: 'qsense' }, { project: 'tides' }),
    encryptedBy: fc.constantFrom(null, KEY),
    key: guard,
    guardrail: fc.constantFrom(undefined, [allow('*', '*')]),
    resourceGuardrail: fc.option(guard, { nil: undefined }),
    guardrailMore: fc.option(own, { nil: undefined }),
  })
  .map(
    ({
      lab,
      it,
      anna,
      ben,
      cleo,
      dan,
      there,
      role,
      bucket,
      bucketTags,
      encryptedBy,
      key,
      guardrail,
      guardrailMore,
      resourceGuardrail,
    }) => ({
      groups: { lab, it },
      users: { anna, ben, cleo, dan, far: { ...there, in: THERE } },
      roles: {
        [`arn:aws:iam::${HERE}:role/One`]: { trust: [], policy: role },
        [`arn:aws:iam::${HERE}:role/Two`]: { trust: [], policy: lab },
      },
      bucket: { ...(bucket === undefined ? {} : { statements: bucket }), tags: bucketTags, encryptedBy },
      key,
      organization: {
        ...(guardrail === undefined ? {} : { guardrail: [...guardrail, ...(guardrailMore ?? [])] }),
        ...(resourceGuardrail === undefined ? {} : { resourceGuardrail: [{ ...allow('*', '*'), Principal: '*' }, ...resourceGuardrail] }),
      },
      outside: ['anybody', `arn:aws:iam::${HERE}:root`],
    }),
  )

test('those alike are decided as each would be alone', { timeout: 3_600_000 }, () => {
  const counts = { worlds: 0, held: 0, 'identities asked alone': 0 }
  fc.assert(
    fc.property(worlds, fc.constantFrom('bucket' as const, 'key' as const), (world, kind) => {
      const { system } = systemOf(world)
      const together = heldBy(system, kind)
      const users = [...system.identities.values()].filter(({ handle }) => handle !== null)
      for (const identity of users) {
        const rest = [...system.identities].filter(([, { arn, handle }]) => handle === null || arn === identity.arn)
        const alone = heldBy({ ...system, identities: new Map(rest) }, kind)
        expect(together.filter(({ who }) => who === identity.arn)).toEqual(alone.filter(({ who }) => who === identity.arn))
        counts['identities asked alone'] += 1
      }
      counts.worlds += 1
      counts.held += together.length
    }),
    { numRuns: RUNS },
  )
  console.log(`decided together: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')}`) // prettier-ignore
  expect(counts.held).toBeGreaterThan(RUNS)
})

function heldBy(system: IamSystem, kind: 'bucket' | 'key') {
  const target = system.targets.get(kind === 'bucket' ? BUCKET : KEY)
  if (target === undefined) throw new Error('no target')
  return new SystemDecisions(system).holdersOf(target, kind).map(({ asker, level, says, residual }) => ({
    who: asker.identity?.arn ?? null,
    caller: asker.caller,
    level,
    says,
    residual: textOf(residual),
  }))
}
