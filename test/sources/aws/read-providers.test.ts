import { expect, test } from 'vitest'
import { DATA, RAW } from '../../../fixtures/cloud/example-organization.ts'
import type { Day } from '../../../src/core/base/instant.ts'
import type { AccountState } from '../../../src/core/model/account.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { EvidenceTree, gapsIn, snapshotOf } from './evidence-tree.ts'

const SAML = `arn:aws:iam::${DATA}:saml-provider/NorthmoorLogin`
const GITHUB = `arn:aws:iam::${DATA}:oidc-provider/token.actions.githubusercontent.com`
const SAML_LIST = 'iam list-saml-providers'
const OIDC_LIST = 'iam list-open-id-connect-providers'

/** The example, with a role that a provider's people take on, and that reads the bucket. */
function trusting(provider: string, Condition: object = {}): EvidenceTree {
  const Action = provider.includes('saml') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity'
  const role = {
    Arn: `arn:aws:iam::${DATA}:role/Federated`,
    RoleName: 'Federated',
    Path: '/',
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Federated: provider }, Action, Condition }),
    RolePolicyList: [{ PolicyName: 'p', PolicyDocument: policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: `${RAW}/*` }) }],
    AttachedManagedPolicies: [],
  }
  return EvidenceTree.example()
    .changed(DATA, 'global', 'iam get-account-authorization-details', [], (page) => ({
      ...page,
      RoleDetailList: [...(page['RoleDetailList'] as object[]), role],
    }))
    .set(DATA, 'global', SAML_LIST, [], { SAMLProviderList: [{ Arn: SAML }] })
    .set(DATA, 'global', OIDC_LIST, [], { OpenIDConnectProviderList: [{ Arn: GITHUB }] })
}

interface Writer {
  readonly id: string
  readonly label: string
  readonly state: AccountState
}

/** Who writes into the bucket by a provider; each with a proof that replays. */
async function writers(tree: EvidenceTree): Promise<readonly Writer[]> {
  const snapshot = await snapshotOf(await tree.write())
  const reach = reachOver(snapshot, '2026-11-26' as Day)
  const answer = reach.who(`aws:${RAW}`)
  if (answer.kind !== 'answered') throw new Error('no answer')
  return answer.value.flatMap(({ account, level }): readonly Writer[] => {
    const { id, label, state } = snapshot.accounts[account]!
    if (level !== 'write' || !/^(?:provider|anyone-by)\//u.test(id)) return []
    const proof = reach.proofOf(account, `aws:${RAW}`, level)
    expect(proof.kind === 'answered' && proof.value !== null && replays(proof.value, account, snapshot)).toBe(true)
    return [{ id, label, state }]
  })
}

test('people of a provider that is there are told by its name', async () => {
  expect(await writers(trusting(SAML))).toEqual([{ id: `provider/${SAML}`, label: 'NorthmoorLogin', state: 'unknown' }])
})

test('who signs for a provider of SAML is told by its metadata', async () => {
  const SAMLMetadataDocument =
    '<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://login.northmoor.test/idp"/>'
  const tree = trusting(SAML).set(DATA, 'global', 'iam get-saml-provider', [SAML], { SAMLMetadataDocument })
  expect((await writers(tree)).map(({ label }) => label)).toEqual(['NorthmoorLogin (https://login.northmoor.test/idp)'])
})

test.each([
  [SAML, SAML_LIST, { SAMLProviderList: [] }],
  [GITHUB, OIDC_LIST, { OpenIDConnectProviderList: [] }],
] as const)('of a provider that does not exist any more it is said: %s', async (provider, list, none) => {
  const limited = provider === GITHUB ? { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:northmoor/*' } } : {}
  const gone = await writers(trusting(provider, limited).set(DATA, 'global', list, [], none))
  expect(gone.map(({ state }) => state)).toEqual(['disabled'])
  expect(gone[0]?.label).toMatch(/, by a provider that does not exist any more$/u)
})

test('that a provider is gone, only a list says that was read to its end', async () => {
  const none = { SAMLProviderList: [] }
  for (const tree of [
    trusting(SAML).denied(DATA, 'global', SAML_LIST, []),
    trusting(SAML).without(DATA, 'global', SAML_LIST, []),
    trusting(SAML).stated('partial', 0, DATA, 'global', SAML_LIST, [], none),
    trusting(SAML).set(DATA, 'global', SAML_LIST, [], { SAMLProviderList: [{ Arn: '' }] }),
  ])
    expect((await writers(tree)).map(({ state }) => state)).toEqual(['unknown'])
  expect(gapsIn(await trusting(SAML).without(DATA, 'global', SAML_LIST, []).read())).toEqual([`dataset-missing ${SAML_LIST}`])
})

test('of another account nobody says what providers it has', async () => {
  const elsewhere = SAML.replace(DATA, '999988887777')
  expect((await writers(trusting(elsewhere))).map(({ state }) => state)).toEqual(['unknown'])
})

test('an issuer of many tenants that a trust does not limit lets in anyone there', async () => {
  const aud = { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }
  expect(await writers(trusting(GITHUB, aud))).toEqual([
    { id: `anyone-by/${GITHUB}`, label: 'anyone at token.actions.githubusercontent.com', state: 'unknown' },
  ])
  const limited = { ...aud, StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:northmoor/*' } }
  expect((await writers(trusting(GITHUB, limited))).map(({ id }) => id)).toEqual([`provider/${GITHUB}`])
})

function policy({ Condition, ...statement }: { readonly Condition?: object } & Readonly<Record<string, unknown>>): object {
  const isOpen = Condition === undefined || Object.keys(Condition).length === 0
  return { Version: '2012-10-17', Statement: [isOpen ? statement : { ...statement, Condition }] }
}
