import { describe, expect, test } from 'vitest'
import { DATA, RAW, ROOT, SECRET, WHO } from '../../../fixtures/cloud/example-organization.ts'
import type { Day } from '../../../src/core/base/instant.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { EvidenceTree, snapshotOf } from './evidence-tree.ts'

const HOME = 'eu-west-2'
const APPLICATION = `arn:aws:account-access:${HOME}:${ROOT}:application/aam-0123456789abcdef`
const ROLE = `arn:aws:iam::${DATA}:role/Curator`
const SERVICE = 'account-access.amazonaws.com'
const LIST = 'account-access list-applications'
const ENTITLEMENTS = 'account-access list-entitlements'
const BOUND = { StringEquals: { 'aws:SourceArn': APPLICATION, 'aws:SourceAccount': ROOT } }

/** The vendor's own statement ("Prepare IAM roles"), with session tags. */
const PREPARED = { Effect: 'Allow', Principal: { Service: SERVICE }, Action: ['sts:AssumeRole', 'sts:SetContext', 'sts:TagSession'], Condition: BOUND } // prettier-ignore

/** The example, with a role that writes into the bucket and trusts as given. */
function trusting(...trust: readonly object[]): EvidenceTree {
  const role = {
    Arn: ROLE,
    RoleName: 'Curator',
    Path: '/',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust },
    RolePolicyList: [
      {
        PolicyName: 'p',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: `${RAW}/*` }] },
      },
    ],
    AttachedManagedPolicies: [],
  }
  return EvidenceTree.example().changed(DATA, 'global', 'iam get-account-authorization-details', [], (page) => ({
    ...page,
    RoleDetailList: [...(page['RoleDetailList'] as object[]), role],
  }))
}

function entitlement(entitlementId: string, identityCenter: object, roleArn = ROLE): object {
  return {
    entitlementId,
    createdAt: '2026-09-01T00:00:00Z',
    entitlement: { principalRole: { principal: { identityCenter }, roleArn, account: DATA } },
  }
}

const toDora = entitlement('e-1', { userId: WHO.dora })

/** What the command line answers of account access manager, beside a tree. */
function saved(tree: EvidenceTree, ...entitlements: readonly object[]): EvidenceTree {
  return tree
    .set(ROOT, HOME, LIST, [], { applications: [{ applicationArn: APPLICATION, tenantId: 't' }] })
    .set(ROOT, HOME, ENTITLEMENTS, [APPLICATION, DATA], { entitlements })
}

interface Answer {
  /** Who takes on the role, and on which conditions. */
  readonly users: readonly string[]
  /** Reasons of gaps of routes on the role's way. */
  readonly gaps: readonly string[]
}

async function answerOf(tree: EvidenceTree, resource = ROLE): Promise<Answer> {
  const snapshot = await snapshotOf(await tree.write())
  const reach = reachOver(snapshot, '2026-11-26' as Day)
  const [who, touched] = [reach.who(`aws:${resource}`), reach.touchedBy(`aws:${resource}`)]
  if (who.kind !== 'answered' || touched.kind !== 'answered') throw new Error('no answer')
  const users = who.value.flatMap(({ account, level, verdict }) => {
    if (level !== 'use') return []
    const proof = reach.proofOf(account, `aws:${resource}`, level)
    expect(proof.kind === 'answered' && proof.value !== null && replays(proof.value, account, snapshot)).toBe(true)
    const on = verdict.kind === 'conditional' ? ` ${verdict.on.map(({ says }) => says).join(', ')}` : ''
    return [`${snapshot.accounts[account]?.label.split('@')[0]}${on}`]
  })
  const gaps = touched.value.gaps.filter(({ code }) => code === 'route-not-evaluated').map(({ reason }) => reason)
  return { users: users.sort((a, b) => (a < b ? -1 : 1)), gaps }
}

test('an entitlement opens the role to a person, and to everybody in a group', async () => {
  expect(await answerOf(saved(trusting(PREPARED), toDora))).toEqual({ users: ['dora.finch'], gaps: [] })
  const toGroup = entitlement('e-2', { groupId: 'g-analysts' })
  expect(await answerOf(saved(trusting(PREPARED), toGroup))).toEqual({ users: ['ada.marsh', 'ben.holt'], gaps: [] })
})

test('the way through it leads on to what the role may do', async () => {
  const snapshot = await snapshotOf(await saved(trusting(PREPARED), entitlement('e-2', { userId: WHO.ben })).write())
  const reach = reachOver(snapshot, '2026-11-26' as Day)
  const who = reach.who(`aws:${RAW}`)
  const found = who.kind === 'answered' ? who.value.filter(({ level }) => level === 'write') : []
  expect(found.some(({ account }) => snapshot.accounts[account]?.id === WHO.ben)).toBe(true)
})

test('nothing runs as a role that only account access manager takes on', async () => {
  const snapshot = await snapshotOf(await saved(trusting(PREPARED)).write())
  const who = reachOver(snapshot, '2026-11-26' as Day).who(`aws:${RAW}`)
  const ids = who.kind === 'answered' ? who.value.map(({ account }) => snapshot.accounts[account]?.id) : []
  expect(ids).not.toContain(ROLE)
})

describe('an entitlement opens nothing where the role', () => {
  test.each([
    ['does not let the context be set', { ...PREPARED, Action: 'sts:AssumeRole' }],
    ['lets only the context be set', { ...PREPARED, Action: 'sts:SetContext' }],
    ['trusts another application', { ...PREPARED, Condition: { StringEquals: { 'aws:SourceArn': `${APPLICATION}0` } } }],
    ['trusts an application of another account', { ...PREPARED, Condition: { StringEquals: { 'aws:SourceAccount': DATA } } }],
  ])('%s', async (_, trust) => {
    expect((await answerOf(saved(trusting(trust), toDora))).users).toEqual([])
  })

  test('denies it', async () => {
    const denies = { Effect: 'Deny', Principal: '*', Action: 'sts:SetContext' }
    expect((await answerOf(saved(trusting(PREPARED, denies), toDora))).users).toEqual([])
  })

  test('is another one', async () => {
    const other = entitlement('e-1', { userId: WHO.dora }, `${ROLE}2`)
    expect(await answerOf(saved(trusting(PREPARED), other))).toEqual({ users: [], gaps: [] })
  })
})

test('where tags of the session are not let through, it is disputed', async () => {
  const trust = { ...PREPARED, Action: ['sts:AssumeRole', 'sts:SetContext'] }
  expect((await answerOf(saved(trusting(trust), toDora))).users).toEqual(['dora.finch if a session without tags is opened (disputed)'])
})

test('a trust without the conditions lets in every application', async () => {
  const { Condition: _bound, ...open } = PREPARED
  expect((await answerOf(saved(trusting(open), toDora))).users).toEqual(['dora.finch'])
})

test('what the list leaves out, the entitlement itself says', async () => {
  const short = { entitlementId: 'e-3', createdAt: '2026-09-01T00:00:00Z', entitlement: { principalRole: { roleArn: ROLE } } }
  const described = saved(trusting(PREPARED), short).set(ROOT, HOME, 'account-access get-entitlement', [APPLICATION, 'e-3'], {
    applicationArn: APPLICATION,
    ...entitlement('e-3', { userId: WHO.dora }),
  })
  expect(await answerOf(described)).toEqual({ users: ['dora.finch'], gaps: [] })
  const unsaid = await answerOf(saved(trusting(PREPARED), short))
  expect([unsaid.users.length, unsaid.gaps.length]).toEqual([0, 1])
})

describe('who may use the role is not known, and is a gap on what it leads to, where', () => {
  const whole = (): EvidenceTree => saved(trusting(PREPARED), toDora)

  test.each([
    ['nothing was saved', () => trusting(PREPARED)],
    ['the applications were denied', () => whole().denied(ROOT, HOME, LIST, [])],
    ['the entitlements were not asked for', () => whole().without(ROOT, HOME, ENTITLEMENTS, [APPLICATION, DATA])],
    ['the entitlements were denied', () => whole().denied(ROOT, HOME, ENTITLEMENTS, [APPLICATION, DATA])],
    ['a page is missing', () => whole().stated('partial', 1, ROOT, HOME, ENTITLEMENTS, [APPLICATION, DATA], { entitlements: [toDora] })],
    ['there are more', () => whole().set(ROOT, HOME, ENTITLEMENTS, [APPLICATION, DATA], { entitlements: [], nextToken: 'more' })],
    ['an entry cannot be read', () => saved(trusting(PREPARED), { entitlementId: '' })],
    ['nobody describes whom it is for', () => saved(trusting(PREPARED), entitlement('e-9', { userId: 'gone' }))],
    ['the members of a group were not asked for', () => saved(trusting(PREPARED), entitlement('e-9', { groupId: 'g-others' }))],
  ])('%s', async (_, tree) => {
    expect((await answerOf(tree())).gaps.length).toBeGreaterThan(0)
    expect((await answerOf(tree(), RAW)).gaps.length).toBeGreaterThan(0)
    expect((await answerOf(tree(), SECRET)).gaps).toEqual([])
  })

  test('but not where no role trusts it', async () => {
    expect((await EvidenceTree.example().read()).gaps).toEqual([])
  })
})
