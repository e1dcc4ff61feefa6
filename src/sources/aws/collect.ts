import type { Instant } from '../../core/base/instant.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { openEvidence } from '../evidence/open-evidence.ts'
import { sha256 } from '../evidence/sha256.ts'
import { AWS_KIND, type AwsSource, type AwsTuning, NOTHING_WANTED, type Wanted } from './aws-source.ts'
import { askOnce } from './client/ask.ts'
import { Connections } from './client/connections.ts'
import { type AwsFailure, saidBy } from './client/failure.ts'
import { Session } from './client/session.ts'
import { ACCOUNT_CALLS, ON_BY_DEFAULT, type ReadAccount, collectAccount } from './collect-account.ts'
import { type Asker, type Run, loseCalls, stateOfRefusal } from './collect-call.ts'
import { collectEach } from './collect-each.ts'
import { textAt } from './collect-fields.ts'
import { collectIdentityCenter } from './collect-identity-center.ts'
import { type Member, type OrganizationFound, collectOrganization } from './collect-organization.ts'
import { collectThings } from './collect-things.ts'
import { WantedNames } from './collect-wanted-names.ts'

export interface CollectOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** What is read deeply. */
  readonly wanted?: Wanted
  /** The disk that the evidence stands on. */
  readonly files?: FileSystem
  readonly tuning?: AwsTuning
}

/** Fan-out: each account has its own quotas, and the hub alone is asked by all. */
const ACCOUNTS_AT_ONCE = 4

/**
 * Reads an organization, or one account, into the evidence folder `folder`.
 *
 * 1. Who asks. 2. The organization and its guardrails. 3. Of each active account what it always has, through the role that is assumed
 * there. 4. Identity Center. 5. What policies name, deeply, and the keys behind it.
 * Whatever AWS does ends in the manifest: a dataset that was not read whole says so, in AWS's words. Rejects only when the evidence
 * cannot be written.
 */
export async function collectAws(source: AwsSource, folder: string, options: CollectOptions): Promise<Manifest> {
  const { tuning = {}, wanted = NOTHING_WANTED } = options
  const evidence = await openEvidence(folder, {
    source: { kind: AWS_KIND, name: source.name },
    toolVersion: options.toolVersion,
    wanted: sha256(JSON.stringify(wanted)),
    clock: options.clock,
    ...(options.files === undefined ? {} : { files: options.files }),
  })
  const connections = new Connections(source, tuning, options.clock)
  const run: Run = { source, evidence, now: options.clock(), begun: new Map() }
  try {
    const first = Session.own(connections)
    const session = source.hub === null ? first : first.assuming(source.hub)
    const caller = await askOnce(session, source.homeRegion, 'sts get-caller-identity', {})
    if (!caller.ok) {
      loseAll(run, caller.failure)
      return await evidence.close({ reader: `${source.hub ?? 'the given credentials'} (not signed in)` })
    }
    const [account, arn] = [textAt(caller.page, 'Account') ?? '', textAt(caller.page, 'Arn') ?? '']
    const notes = await collectAll(run, { account, session }, arn, new WantedNames(wanted))
    return await evidence.close({ reader: [arn, ...notes].join('; ') })
  } finally {
    connections.close()
  }
}

/** Resolves to what the reader of the manifest should know of the way in which it was read. */
async function collectAll(run: Run, own: Asker, arn: string, wanted: WantedNames): Promise<readonly string[]> {
  const roleIn = (account: string): Asker => ({ account, session: own.session.assuming(roleArn(arn, account, run.source.role)) })
  const organization = await collectOrganization(run, own, roleIn)
  const members: readonly Member[] = typeof organization === 'string' ? [{ account: own.account, status: 'ACTIVE' }] : organization.members
  const notes: string[] = []
  const read = await collectEach(members, ACCOUNTS_AT_ONCE, async ({ account, status }): Promise<ReadAccount | null> => {
    if (status !== 'ACTIVE') {
      loseCalls(run, account, ACCOUNT_CALLS, { state: 'skipped', reason: `the account is not active: ${status}`, cure: null })
      return null
    }
    let asker = roleIn(account)
    const refusal = await asker.session.trial()
    if (refusal !== null && (account !== own.account || run.source.hub !== null)) {
      loseCalls(run, account, ACCOUNT_CALLS, { state: stateOfRefusal(refusal), reason: saidBy(refusal), cure: cureOfRefusal(run, account) })
      return null
    }
    if (refusal !== null) {
      notes.push(`without the role \`${run.source.role}\` in ${account}`)
      asker = own
    }
    return collectAccount(run, asker, wanted)
  })
  const accounts = read.flatMap((one) => one ?? [])
  await collectCenter(run, own, organization, accounts)
  await collectThings(run, accounts, wanted)
  return notes
}

/** Also without an organization an account may have an instance of its own; one that may be in an organization may not see that one's. */
async function collectCenter(run: Run, own: Asker, organization: OrganizationFound, accounts: readonly ReadAccount[]): Promise<void> {
  const regionsOf = ({ account }: Asker): readonly string[] =>
    accounts.find(({ asker }) => asker.account === account)?.regions ?? ON_BY_DEFAULT
  if (typeof organization === 'string') return collectIdentityCenter(run, own, regionsOf(own), organization === 'none')
  const { asker, managementAccount } = organization
  if (asker !== null) return collectIdentityCenter(run, asker, regionsOf(asker), asker.account === managementAccount)
  const reason = 'neither the management account nor the own one answers for the organization'
  const calls = [{ name: 'sso-admin list-instances' as const, region: run.source.homeRegion, arguments: [] }]
  return loseCalls(run, managementAccount, calls, { state: 'failed', reason, cure: 'see `organizations list-roots`' })
}

function loseAll(run: Run, failure: AwsFailure): void {
  // Whose credentials they are is not known, unless a role names its account.
  const account = run.source.hub?.split(':')[4] ?? 'unknown'
  const cure = 'see the credentials, `hub`, and that STS can be reached: docs/sources/aws.md'
  loseCalls(run, account, ACCOUNT_CALLS, { state: stateOfRefusal(failure), reason: `sts get-caller-identity: ${saidBy(failure)}`, cure })
}

function cureOfRefusal({ source }: Run, account: string): string {
  return `make the role \`${source.role}\` in ${account}, and let ${source.hub ?? 'the given credentials'} assume it: docs/sources/aws.md`
}

/** In the partition of whoever asks. */
function roleArn(caller: string, account: string, role: string): string {
  return `arn:${caller.split(':')[1] ?? 'aws'}:iam::${account}:role/${role}`
}
