import { describe, expect, it } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import type { Proof } from '../../../src/core/model/access.ts'
import { outsiderId } from '../../../src/core/model/iam.ts'
import type { AccountHandle } from '../../../src/core/model/handle.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import type { Touched } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { BUCKET, DATA, type Example, LAB, PARTNER, POLICY, READER, exampleSnapshot, gapOn } from './iam-facts.ts'

const TODAY = '2026-11-26' as Day
const AT = `aws:${BUCKET}`
const fromLab = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${PARTNER}:root` }, Action: 's3:GetObject', Resource: `${BUCKET}/*` }

describe('what AWS decides, as the engine answers it', () => {
  it('begins with the person in Identity Center, and goes by the permission set and the role into the other account', () => {
    const { snapshot, proof } = proven('u-cleo', 'read')
    expect(said(proof, snapshot)).toEqual([
      'in analysts',
      'use AWSReservedSSO_Analyst_0123456789abcdef: permission set Analyst in 111122223333',
      'use QsenseReader: sts:AssumeRole by analyst, statement 1',
      `read aws:${BUCKET}: s3:GetObject by reader, statement 1`,
    ])
  })

  it('answers who, what and check alike, with as many hops as the proof has', () => {
    const snapshot = exampleSnapshot()
    const reach = reachOver(snapshot, TODAY)
    const cleo = handleOf('u-cleo', snapshot)
    const held = value(reach.who(AT)).filter(({ account }) => account === cleo)
    expect(held).toEqual([{ account: cleo, level: 'read', verdict: { kind: 'allowed' }, hops: 4 }])
    expect(reach.what(cleo).filter(({ address }) => address === AT)).toEqual([
      { address: AT, kind: 'bucket', level: 'read', verdict: { kind: 'allowed' }, hops: 4 },
    ])
    expect(value(reach.check(cleo, AT, 'read'))).toEqual({ kind: 'allowed' })
    expect(value(reach.check(cleo, AT, 'write'))).toEqual({ kind: 'denied' })
  })

  it('says of a role who can act as it', () => {
    const snapshot = exampleSnapshot()
    const reach = reachOver(snapshot, TODAY)
    expect(value(reach.who(`aws:${READER}`))).toEqual([
      { account: handleOf('u-cleo', snapshot), level: 'use', verdict: { kind: 'allowed' }, hops: 3 },
    ])
    const proof = value(reach.proofOf(handleOf('u-cleo', snapshot), `aws:${READER}`, 'use'))
    expect(proof !== null && replays(proof, handleOf('u-cleo', snapshot), snapshot)).toBe(true)
  })

  it('replays each proof, and none from which a hop was taken', () => {
    const { snapshot, proof } = proven('u-cleo', 'read')
    const cleo = handleOf('u-cleo', snapshot)
    expect(replays(proof, cleo, snapshot)).toBe(true)
    for (const at of proof.keys()) expect(replays(proof.toSpliced(at, 1), cleo, snapshot)).toBe(at === proof.length - 1)
    expect(replays(proof, cleo, exampleSnapshot({ readerTrust: [] }))).toBe(false)
  })

  it('carries the conditions of every hop', () => {
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
    const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${LAB}:root` }, Action: 'sts:AssumeRole', Condition }
    const snapshot = exampleSnapshot({ readerTrust: [trust] })
    const [held] = value(reachOver(snapshot, TODAY).who(AT)).filter(({ account }) => account === handleOf('u-cleo', snapshot))
    expect(held?.verdict.kind).toBe('conditional')
    expect(JSON.stringify(held?.verdict)).toContain('MultiFactorAuthPresent')
  })

  it('lets a partner’s whole account stand for whoever is in it', () => {
    const { snapshot, proof } = proven(outsiderId.account(PARTNER), 'read', {
      bucketPolicy: [fromLab],
      outside: [outsiderId.account(PARTNER)],
    })
    expect(said(proof, snapshot)).toEqual([`read aws:${BUCKET}: s3:GetObject by bucket policy, statement 1`])
  })

  it('claims no number of other ways that nobody counted', () => {
    const snapshot = exampleSnapshot()
    const others = value(reachOver(snapshot, TODAY).otherPathsOf(handleOf('u-cleo', snapshot), AT, 'read', 5))
    expect(others).toEqual({ paths: [], count: { kind: 'at-least', count: 0 } })
  })
})

describe('what an answer about AWS rests on', () => {
  const datasets = [
    { unit: LAB, dataset: 'global/organizations/list-accounts' },
    { unit: LAB, dataset: 'global/iam/get-account-authorization-details' },
    { unit: DATA, dataset: 'global/iam/get-account-authorization-details' },
    { unit: '777788889999', dataset: 'global/iam/get-account-authorization-details' },
    { unit: LAB, dataset: 'us-east-1/identitystore/list-users/d-1' },
    { unit: LAB, dataset: 'us-east-1/identitystore/list-groups/d-1' },
    { unit: LAB, dataset: 'us-east-1/identitystore/list-group-memberships/d-1/g-analysts' },
    { unit: LAB, dataset: 'us-east-1/sso-admin/list-account-assignments/i/1/p' },
    { unit: DATA, dataset: POLICY },
    { unit: DATA, dataset: 'eu-west-2/s3api/get-bucket-policy/another' },
  ]

  it('is all that tells about the accounts concerned and the bucket itself, and nothing of another bucket or account', () => {
    const { datasets: rests } = touched({ datasets })
    const names = rests.map(({ unit, dataset }) => `${unit} ${dataset}`)
    expect(names).not.toContain('777788889999 global/iam/get-account-authorization-details')
    expect(names).not.toContain(`${DATA} eu-west-2/s3api/get-bucket-policy/another`)
    expect(names).toHaveLength(datasets.length - 2)
  })

  it.each([
    ['on the bucket', gapOn(POLICY, DATA, BUCKET), true],
    ['on another bucket', gapOn('eu-west-2/s3api/get-bucket-policy/another', DATA, 'arn:aws:s3:::another'), false],
    ['on a policy of an identity of the owner’s account', gapOn('global/iam/get-account-authorization-details', DATA, 'arn:aws:iam::444455556666:role/Other'), true], // prettier-ignore
    ['on an identity of an account that has no part in it', gapOn('global/iam/get-account-authorization-details', '777788889999', 'arn:aws:iam::777788889999:role/Other'), false], // prettier-ignore
    ['on all identities of the account in which the chain begins', gapOn('global/iam/get-account-authorization-details', LAB, null), true],
    ['on the tree of the organization', gapOn('global/organizations/list-roots', LAB, null), true],
    ['on the members of a group', gapOn('us-east-1/identitystore/list-group-memberships/d-1/g-analysts', LAB, 'g-analysts'), true],
    ['on another bucket as a whole dataset', gapOn('eu-west-2/s3api/get-bucket-policy/another', DATA, null), false],
  ])('takes in a gap %s: %s', (_, gap, isTaken) => {
    expect(touched({ datasets, gaps: [gap] }).gaps).toEqual(isTaken ? [gap] : [])
  })
})

it('lists apart whom somebody may run code as, by handing the role to a service', () => {
  const pipeline = `arn:aws:iam::${DATA}:role/Pipeline`
  const snapshot = exampleSnapshot({ passed: pipeline, outside: [pipeline, outsiderId.service('lambda.amazonaws.com')] })
  const reach = reachOver(snapshot, TODAY)
  expect(reach.lateral(handleOf('u-cleo', snapshot))).toMatchObject([
    { account: handleOf(pipeline, snapshot), hops: 4, nativeRight: 'iam:PassRole by pass, statement 1', verdict: { kind: 'allowed' } },
  ])
  expect(reach.lateral(handleOf(pipeline, snapshot))).toEqual([])
})

it('is a gap where nothing decides about a resource that is there', () => {
  const { gaps } = value(reachOver(exampleSnapshot({ unguarded: 'arn:aws:s3:::unread' }), TODAY).touchedBy('aws:arn:aws:s3:::unread'))
  expect(gaps).toMatchObject([{ record: 'arn:aws:s3:::unread', reason: 'what guards it was not read' }])
})

it('is a gap where access points may let somebody in whom nothing here finds', () => {
  const point = { arn: 'arn:aws:s3:eu-west-2:444455556666:accesspoint/lab', policy: null, vpc: null, holdsOffPublic: false }
  expect(touched({ bucket: { accessPoints: [point] } }).gaps).toMatchObject([
    { record: BUCKET, reason: 'a route that this version does not evaluate: access points' },
  ])
})

function touched(example: Example): Touched {
  return value(reachOver(exampleSnapshot(example), TODAY).touchedBy(AT))
}

function proven(id: string, level: string, example: Example = {}): { readonly snapshot: Snapshot; readonly proof: Proof } {
  const snapshot = exampleSnapshot(example)
  const proof = value(reachOver(snapshot, TODAY).proofOf(handleOf(id, snapshot), AT, level))
  if (proof === null) throw new Error(`${id} has no ${level}`)
  return { snapshot, proof }
}

function said(proof: Proof, snapshot: Snapshot): readonly string[] {
  return proof.map((step) => {
    if (step.kind === 'membership') return `in ${snapshot.groups[step.group]?.label}`
    if (step.kind === 'grant') return 'grant'
    const { on, level, nativeRight } = step.right
    const what = on.kind === 'account' ? snapshot.accounts[on.account]?.label : on.kind === 'resource' ? on.address : ''
    return `${level} ${what}: ${nativeRight}`
  })
}

function handleOf(id: string, snapshot: Snapshot): AccountHandle {
  const found = snapshot.findAccount('aws', id)
  if (found.found !== 'one') throw new Error(`no account ${id}`)
  return found.thing
}

function value<Value>(answer: { readonly kind: 'answered'; readonly value: Value } | { readonly kind: string }): Value {
  if (!('value' in answer)) throw new Error(answer.kind)
  return answer.value
}
