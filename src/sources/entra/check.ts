import { type Instant, epochMs } from '../../core/base/instant.ts'
import { distinctTexts } from '../../core/base/order.ts'
import type { SourceCheck } from '../../core/model/source-check.ts'
import { callPath } from './call-path.ts'
import { GraphReader } from './client/graph-reader.ts'
import { certificateEnd } from './client/msal-tokens.ts'
import { Bucket } from './client/pace.ts'
import { Patience } from './client/patience.ts'
import { cloudHosts } from './clouds.ts'
import { CALLS, DELEGATED_GRANTS, type GraphCall } from './datasets.ts'
import type { EntraSource, GraphTuning } from './entra-source.ts'
import { machineTime } from './machine-time.ts'
import { signIn } from './sign-in.ts'

const END_NEAR_MS = 30 * 86_400_000
const PATIENCE_MINUTES = 1

/**
 * What `gatehouse doctor` says about a tenant: does the application sign in, until when, which datasets it may not read, and what it may
 * do that it should not. Asks one question and keeps nothing.
 */
export async function checkEntra(source: EntraSource, now: Instant, tuning: GraphTuning = {}): Promise<readonly SourceCheck[]> {
  const hosts = tuning.hosts ?? cloudHosts(source.cloud)
  const time = tuning.time ?? machineTime
  const patience = new Patience(time, PATIENCE_MINUTES)
  const signedIn = await signIn(source, hosts, patience)
  if (!signedIn.ok) {
    const cure = 'see `tenant`, `client` and the credential: docs/sources/entra.md'
    return [{ what: 'sign-in', verdict: 'bad', said: signedIn.reason, cure }]
  }
  const { tokens, roles } = signedIn
  const reader = new GraphReader(hosts, tokens, tuning)
  const asked = await reader.ask(callPath(CALLS.organization), 'page', {
    pace: new Bucket(time, 1_000),
    units: 1,
    patience,
    eventual: false,
  })
  return [
    { what: 'sign-in', verdict: 'good', said: `application ${source.client} in ${source.tenant}`, cure: null },
    ...certificateCheck(source, now),
    asked.ok
      ? { what: 'connection', verdict: 'good', said: `${hosts.graph} answers, TLS verified`, cure: null }
      : {
          what: 'connection',
          verdict: 'bad',
          said: asked.error.reason,
          cure: 'see that the application has `User.Read.All`, and the network',
        },
    ...permissionChecks(roles, source.delegatedGrants ? [...Object.values(CALLS), DELEGATED_GRANTS] : Object.values(CALLS)),
  ]
}

function certificateCheck(source: EntraSource, now: Instant): readonly SourceCheck[] {
  const end = certificateEnd(source)
  if (end === null) return []
  const said = `the certificate ends on ${end.toISOString().slice(0, 10)}`
  if (end.getTime() - epochMs(now) > END_NEAR_MS) return [{ what: 'certificate', verdict: 'good', said, cure: null }]
  return [{ what: 'certificate', verdict: 'doubtful', said, cure: 'make a new one, and add it to the application before that day' }]
}

/** By the token's own word; a refusal of the service always wins over it. */
function permissionChecks(roles: readonly string[] | null, calls: readonly GraphCall[]): readonly SourceCheck[] {
  if (roles === null) {
    const said = 'the token does not say which permissions it carries'
    return [{ what: 'permissions', verdict: 'doubtful', said, cure: 'compare the application with docs/sources/entra.md' }]
  }
  const missing = distinctTexts(calls.flatMap((call) => (isCovered(call, roles) ? [] : [call.permissions[0] ?? ''])))
  const checks = missing.map((permission): SourceCheck => {
    const datasets = distinctTexts(calls.flatMap((call) => (call.permissions[0] === permission ? [call.dataset] : [])))
    return {
      what: 'permissions',
      verdict: 'doubtful',
      said: `\`${permission}\` is missing: ${datasets.join(', ')} cannot be read`,
      cure: `give the application \`${permission}\` and consent to it`,
    }
  })
  const hidden: readonly SourceCheck[] = roles.includes('Member.Read.Hidden')
    ? []
    : [
        {
          what: 'permissions',
          verdict: 'doubtful',
          said: '`Member.Read.Hidden` is missing: groups that hide their members are gaps',
          cure: 'give the application `Member.Read.Hidden`, if such groups open anything that matters',
        },
      ]
  return [
    ...checks,
    ...hidden,
    ...tooMany(roles.filter((role) => !calls.some(({ permissions }) => permissions[0] === role))),
    ...(missing.length === 0
      ? [{ what: 'permissions', verdict: 'good', said: `${roles.length} permissions, none is missing`, cure: null } as const]
      : []),
  ]
}

/** Permissions that hold a smaller one: https://learn.microsoft.com/graph/permissions-reference. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  'User.Read.All': ['Directory.Read.All', 'User.ReadWrite.All'],
  'GroupMember.Read.All': ['Directory.Read.All', 'Group.Read.All', 'GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
  'Application.Read.All': ['Directory.Read.All', 'Application.ReadWrite.All'],
  'AdministrativeUnit.Read.All': ['Directory.Read.All', 'AdministrativeUnit.ReadWrite.All'],
  'RoleManagement.Read.Directory': ['RoleManagement.Read.All', 'RoleManagement.ReadWrite.Directory'],
}

function isCovered({ permissions }: GraphCall, roles: readonly string[]): boolean {
  return permissions.some((one) => roles.includes(one) || WIDER[one]?.some((wider) => roles.includes(wider)) === true)
}

/** What an auditor must not be able to do, or to read. */
function tooMany(roles: readonly string[]): readonly SourceCheck[] {
  return roles
    .filter((role) => TOO_MUCH.some((pattern) => pattern.test(role)))
    .map((role) => ({
      what: 'permissions',
      verdict: 'doubtful',
      said: `\`${role}\` is more than a reader needs`,
      cure: `take \`${role}\` from the application`,
    }))
}

const TOO_MUCH: readonly RegExp[] = [
  /ReadWrite/u,
  /^Sites\.(?!Selected$)/u,
  /^Mail/u,
  /^Files\./u,
  /^Chat/u,
  /^ChannelMessage/u,
  /^Calendars/u,
  /^Group\.Read\.All$/u,
  /^Directory\.Read\.All$/u,
]
