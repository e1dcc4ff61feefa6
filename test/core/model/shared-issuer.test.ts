import { expect, test } from 'vitest'
import { parsePolicy } from '../../../src/core/model/iam-document.ts'
import { openIssuers } from '../../../src/core/model/shared-issuer.ts'

const GITHUB = 'arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com'
const SUB = 'token.actions.githubusercontent.com:sub'
const AUD = { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }

function openBy(...statements: readonly object[]): readonly string[] {
  const parsed = parsePolicy('trust', { Version: '2012-10-17', Statement: statements })
  if (!parsed.ok) throw new Error(parsed.error)
  return [...openIssuers(parsed.value).values()]
}

function trust(Condition: object | null, provider = GITHUB): object {
  return { Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithWebIdentity', ...(Condition === null ? {} : { Condition }) } // prettier-ignore
}

test.each([
  ['without a condition', null],
  ['that asks only for the audience', AUD],
  ['that takes any subject', { ...AUD, StringLike: { [SUB]: '*' } }],
  ['that takes any repository', { StringLike: { [SUB]: 'repo:*' } }],
  ['that takes whoever begins alike', { StringLike: { [SUB]: 'repo:northmoor*' } }],
  ['of whose patterns one takes anybody', { StringLike: { [SUB]: ['repo:northmoor/*', 'repo:*/qsense'] } }],
  ['that only leaves somebody out', { StringNotLike: { [SUB]: 'repo:mallory/*' } }],
  ['that asks only that there is a subject', { Null: { [SUB]: 'false' } }],
])('a trust %s lets in every tenant', (_, condition) => {
  expect(openBy(trust(condition))).toEqual(['token.actions.githubusercontent.com'])
})

test.each([
  ['one subject', { StringEquals: { [SUB]: 'repo:northmoor/qsense:ref:refs/heads/main' } }],
  ['one tenant', { StringLike: { [SUB]: 'repo:northmoor/*' } }],
  ['one tenant, in other letters of the key', { StringLike: { [SUB.toUpperCase()]: 'repo:northmoor/*:*' } }],
  ['several tenants', { 'ForAnyValue:StringLike': { [SUB]: ['repo:northmoor/*', 'repo:partner/qsense:*'] } }],
  ['a star that is a letter', { StringEquals: { [SUB]: 'repo:*' } }],
])('a trust that names %s lets in no others', (_, condition) => {
  expect(openBy(trust(condition))).toEqual([])
})

test('one statement that limits nothing opens what another one limits', () => {
  expect(openBy(trust({ StringLike: { [SUB]: 'repo:northmoor/*' } }), trust(AUD))).toEqual(['token.actions.githubusercontent.com'])
  expect(openBy({ ...trust(null), Effect: 'Deny' })).toEqual([])
})

test('an issuer of one organization, and a provider of SAML, are shared by nobody', () => {
  expect(openBy(trust(null, 'arn:aws:iam::444455556666:oidc-provider/login.northmoor.test'))).toEqual([])
  expect(openBy(trust(null, 'arn:aws:iam::444455556666:saml-provider/Northmoor'))).toEqual([])
})

test('of some issuers another claim tells tenants apart', () => {
  expect(openBy(trust(null, 'cognito-identity.amazonaws.com'))).toEqual(['cognito-identity.amazonaws.com'])
  const pool = { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-2:pool' } }
  expect(openBy(trust(pool, 'cognito-identity.amazonaws.com'))).toEqual([])
  expect(openBy(trust({ StringEquals: { 'gitlab.com:aud': 'https://gitlab.com' } }, 'arn:aws:iam::444455556666:oidc-provider/gitlab.com'))).toEqual(['gitlab.com']) // prettier-ignore
})
