import { distinctTexts } from '../../core/base/order.ts'
import type { Instant } from '../../core/base/instant.ts'
import type { SourceCheck } from '../../core/model/source-check.ts'
import type { AwsSource, AwsTuning } from './aws-source.ts'
import { AWS_CALLS, type AskedName, regionParameters } from './calls.ts'
import { askOnce } from './client/ask.ts'
import type { DataProbe } from './client/commands.ts'
import { Connections } from './client/connections.ts'
import { saidBy } from './client/failure.ts'
import { Session } from './client/session.ts'
import { textAt } from './collect-fields.ts'
import { errorClass } from './error-class.ts'
import { readerPolicy } from './reader-policy.ts'

/**
 * What `gatehouse doctor` says about an organization of AWS: as whom it reads, whether the reader's role can be taken on, which calls it may
 * not make, and whether it could open content. Asks one page of each list in one account, and keeps nothing.
 */
export async function checkAws(source: AwsSource, clock: () => Instant, tuning: AwsTuning = {}): Promise<readonly SourceCheck[]> {
  const connections = new Connections(source, { attempts: 2, ...tuning }, clock)
  try {
    const given = Session.own(connections)
    const session = source.hub === null ? given : given.assuming(source.hub)
    const caller = await askOnce(session, source.homeRegion, 'sts get-caller-identity', {})
    if (!caller.ok) {
      const cure = 'see the credentials that the program runs with, and `hub`: docs/sources/aws.md'
      return [{ what: 'sign-in', verdict: 'bad', said: saidBy(caller.failure), cure }]
    }
    const [account, arn] = [textAt(caller.page, 'Account') ?? '', textAt(caller.page, 'Arn') ?? '']
    const reader = session.assuming(`arn:${arn.split(':')[1] ?? 'aws'}:iam::${account}:role/${source.role}`)
    const refusal = await reader.trial()
    const asker = refusal === null ? reader : session
    return [
      { what: 'sign-in', verdict: 'good', said: `asks as ${arn}`, cure: null },
      refusal === null
        ? { what: 'role', verdict: 'good', said: `\`${source.role}\` can be taken on in ${account}`, cure: null }
        : {
            what: 'role',
            verdict: 'doubtful',
            said: saidBy(refusal),
            cure: `make the role \`${source.role}\`, also in the other accounts`,
          },
      await rightsCheck(asker, account, source.homeRegion),
      await dataCheck(asker, source.homeRegion),
    ]
  } finally {
    connections.close()
  }
}

/** Calls that need nothing but the account: each is made once. */
const ASKED = (Object.keys(AWS_CALLS) as AskedName[]).filter((name) => {
  const { scope } = AWS_CALLS[name]
  return scope === 'account' || scope === 'region' || name === 'organizations list-accounts' || name === 'organizations list-roots' || name === 'sso-admin list-instances' // prettier-ignore
})

/** A report that nobody has asked for yet: the collector has it made. */
const NOT_MADE_YET: ReadonlySet<string> = new Set(['ReportNotPresent', 'CredentialReportNotPresentException', 'ReportExpired', 'CredentialReportExpiredException', 'ReportInProgress', 'CredentialReportNotReadyException']) // prettier-ignore

async function rightsCheck(session: Session, account: string, region: string): Promise<SourceCheck> {
  const denied: string[] = []
  const unanswered: string[] = []
  for (const name of ASKED) {
    const answer = await askOnce(session, region, name, regionParameters(name, account) as never)
    const failure = answer.ok ? null : errorClass(name, answer.failure.code)
    if (failure === 'denied') denied.push(AWS_CALLS[name].permission)
    else if (!answer.ok && failure !== 'absent' && !NOT_MADE_YET.has(answer.failure.code))
      unanswered.push(`${name}: ${saidBy(answer.failure)}`)
  }
  const policy = JSON.stringify(readerPolicy())
  if (denied.length === 0 && unanswered.length > 0)
    return {
      what: 'rights',
      verdict: 'doubtful',
      said: unanswered.join('; '),
      cure: 'try again: whether the reader may ask this is not known',
    }
  if (denied.length === 0)
    return { what: 'rights', verdict: 'good', said: `the reader needs this policy, and no more: ${policy}`, cure: null }
  return { what: 'rights', verdict: 'bad', said: `the reader may not ${distinctTexts(denied).join(', ')}`, cure: `attach this policy to its role: ${policy}` } // prettier-ignore
}

/** Of things that do not exist: whoever may read content is told that there is none, everybody else that it is forbidden. */
const PROBES: Readonly<Record<DataProbe, object>> = {
  'secretsmanager get-secret-value': { SecretId: 'gatehouse-doctor-no-such-secret' },
  'dynamodb get-item': { TableName: 'gatehouse-doctor-no-such-table', Key: { id: { S: '0' } } },
  'lambda get-function': { FunctionName: 'gatehouse-doctor-no-such-function' },
}

async function dataCheck(session: Session, region: string): Promise<SourceCheck> {
  const open: string[] = []
  const unanswered: string[] = []
  for (const [probe, parameters] of Object.entries(PROBES) as [DataProbe, object][]) {
    const answer = await askOnce(session, region, probe, parameters as never)
    if (answer.ok || /NotFound/u.test(answer.failure.code)) open.push(probe)
    // Any call's list of denials does: they are the same for all.
    else if (errorClass('sts get-caller-identity', answer.failure.code) !== 'denied') unanswered.push(`${probe}: ${saidBy(answer.failure)}`)
  }
  if (open.length === 0 && unanswered.length > 0)
    return { what: 'content', verdict: 'doubtful', said: `not known: ${unanswered.join('; ')}`, cure: 'try again' }
  if (open.length === 0)
    return { what: 'content', verdict: 'good', said: 'the credentials open no content, as far as it was tried', cure: null }
  const cure = 'attach the Deny statement of the reader’s policy: it holds whatever else is attached'
  return { what: 'content', verdict: 'doubtful', said: `the credentials could open content: ${open.join(', ')}`, cure }
}
