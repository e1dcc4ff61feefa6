import { instantFromEpochMs } from '../../core/base/instant.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { readEvidence } from '../evidence/read-evidence.ts'
import { AwsFacts } from './aws-facts.ts'
import { AWS_KIND } from './aws-source.ts'
import { addAccounts } from './read-accounts.ts'
import { answerOf } from './read-answers.ts'
import { AwsDatasets, provenanceIn } from './read-datasets.ts'
import { credentialRows } from './read-credential-report.ts'
import { credentialFacts } from './read-credentials.ts'
import { Deep } from './read-deep.ts'
import { readBuckets } from './read-buckets.ts'
import { Entitlements } from './read-entitlements.ts'
import { readGuardrails } from './read-guardrails.ts'
import { Holders } from './read-holders.ts'
import { type IdentityRecord, readIdentities } from './read-identities.ts'
import { addIdentities } from './read-identity-facts.ts'
import { readIdentityCenter } from './read-identity-center.ts'
import { KeyNames } from './read-key-names.ts'
import { readAliases, readKeys } from './read-keys.ts'
import { Missing } from './read-missing.ts'
import { readOrganization } from './read-organization.ts'
import { Policies } from './read-policies.ts'
import { readPolicyVersions } from './read-policy-versions.ts'
import { readProviders } from './read-providers.ts'
import { recencyIn } from './read-recency.ts'
import { noteReservedRoles } from './read-reserved-roles.ts'
import { readResources } from './read-resources.ts'
import { regionsOf, withoutRegionsOff } from './read-regions.ts'
import { UnevaluatedRoutes } from './read-routes.ts'
import { type ResourceReading, addTarget } from './read-targets.ts'
import { callerIdentity } from './wire.ts'

export interface ReadSource {
  readonly name: string
  /** Attributes that join keys and affiliation rules ask for, in lower case; left out = all. */
  readonly attributes?: readonly string[] | (() => Promise<readonly string[]>)
}

/**
 * Reads the evidence of an organization of AWS, or of accounts on their own, in `folder` into `sink`, a batch at a time; last come its coverage
 * and its gaps.
 *
 * 1. The organization and its guardrails. 2. Identity Center. 3. Users, groups, roles and their policies. 4. Resources. 5. Holders outside whom
 * any policy lets in. 6. Routes that are not evaluated. 7. What should be there and is not. Whatever cannot be read is a gap on what it is about, or on its dataset, and denies
 * nobody anything. Resolves to the manifest and its hash, or nulls where the evidence has none. O(records); identities are held, documents are not.
 */
export async function readAws(
  folder: string,
  source: ReadSource,
  sink: FragmentSink,
  files?: FileSystem,
): Promise<{ readonly manifest: Manifest | null; readonly manifestSha256: string | null }> {
  const evidence = await readEvidence(folder, {
    source: source.name,
    kind: AWS_KIND,
    expected: [],
    ...(files === undefined ? {} : { files }),
  })
  const { manifest, manifestSha256 } = evidence
  const datasets = new AwsDatasets(evidence)
  const missing = new Missing(datasets, source.name)
  const deep = new Deep(datasets, source.name)
  const entitlements = new Entitlements(datasets, source.name)
  const regions = await regionsOf(datasets)
  const routes = await UnevaluatedRoutes.of(datasets, regions, source.name)
  if (manifest !== null) await readAll({ datasets, missing, deep, routes, entitlements }, await keptOf(source), sink)
  const { coverage: stated, gaps } = await evidence.finish()
  const coverage = withoutRegionsOff(stated, regions)
  const absent = missing.ledger(manifest?.endedAt ?? instantFromEpochMs(0))
  sink.coverage([...coverage, ...absent.coverage])
  sink.gaps([...gaps, ...absent.gaps, ...deep.gaps(coverage), ...routes.gaps(coverage, deep.things()), ...entitlements.gaps(coverage)])
  return { manifest, manifestSha256 }
}

interface Evidence {
  readonly datasets: AwsDatasets
  readonly missing: Missing
  readonly deep: Deep
  readonly routes: UnevaluatedRoutes
  readonly entitlements: Entitlements
}

async function readAll(
  { datasets, missing, deep, routes, entitlements }: Evidence,
  kept: ReadonlySet<string> | null,
  sink: FragmentSink,
): Promise<void> {
  const facts = new AwsFacts(sink)
  const holders = new Holders()
  const policies = new Policies(facts, holders)

  const organization = await readOrganization(datasets, missing)
  const guarding = { datasets, policies, missing }
  const scp = await readGuardrails('SERVICE_CONTROL_POLICY', organization, guarding)
  const rcp = await readGuardrails('RESOURCE_CONTROL_POLICY', organization, guarding)
  const reported = await credentialRows(datasets)
  const recency = recencyIn(reported)
  addAccounts(datasets, organization, { scp, rcp }, recency, { facts, missing })
  const center = await readIdentityCenter({ datasets, facts, missing, kept })

  const read = new Set<string>()
  const records: IdentityRecord[] = []
  for (const dataset of datasets.of('iam get-account-authorization-details')) {
    const identities = await readIdentities(dataset, policies)
    if (identities === null) continue
    read.add(dataset.unit)
    records.push(...identities)
  }
  await readPolicyVersions(datasets, policies)
  await noteForeignCallers(datasets)
  addIdentities(records, { policies, recency, takenNames: center.names, kept }, facts)
  for (const fact of credentialFacts(reported, records)) facts.credential(fact)
  noteReservedRoles(records, center, missing)
  routes.addRoles(records, policies)
  await entitlements.read(records, policies, facts)

  const reading: ResourceReading = { datasets, deep, facts, policies, holders, keys: new KeyNames() }
  const aliases = await readAliases(datasets, reading.keys)
  await readKeys(reading, aliases)
  await readBuckets(reading)
  await readResources(reading)
  for (const { what, arn, name, account, tags, dataset, file } of records)
    if (what === 'role')
      addTarget(
        reading,
        { account, region: 'global', native: arn },
        { kind: 'role', label: name },
        { policy: null, tags },
        provenanceIn(dataset, file, arn),
      )

  for (const fact of holders.facts(read, await readProviders(datasets, holders.providers(), missing))) facts.account(fact)
  noteUnknownOrganization(datasets, policies, missing)
  facts.flush()
}

async function keptOf({ attributes }: ReadSource): Promise<ReadonlySet<string> | null> {
  const asked = typeof attributes === 'function' ? await attributes() : attributes
  return asked === undefined ? null : new Set(asked)
}

/** Whose credentials asked: another account's answers in an account's folder are somebody else's. */
async function noteForeignCallers(datasets: AwsDatasets): Promise<void> {
  for (const dataset of datasets.of('sts get-caller-identity')) {
    const answer = await answerOf(dataset)
    const caller = callerIdentity.safeParse(answer.kind === 'read' ? answer.bodies[0]?.json : null)
    if (!caller.success || caller.data.Account === dataset.unit) continue
    const reason = `the answers in the folder of ${dataset.unit} were given to account ${caller.data.Account}`
    const [identities] = datasets.of('iam get-account-authorization-details').filter(({ unit }) => unit === dataset.unit)
    for (const one of new Set([dataset, identities ?? dataset]))
      one.reader.gap({ code: 'record-malformed', record: null, reason, cure: 'put each account’s answers into its own folder' })
  }
}

/** A policy asks for the organization, and nothing says whether the account is in one: then nobody may be kept out by it. */
function noteUnknownOrganization(datasets: AwsDatasets, policies: Policies, missing: Missing): void {
  if (datasets.all.some(({ name }) => name.startsWith('organizations '))) return
  const [first] = policies.askingOrganization
  const unit = datasets.all.find(({ reader }) => reader.dataset === first?.dataset)?.unit
  if (unit !== undefined) missing.expect(unit, { region: 'global', name: 'organizations describe-organization', arguments: [] })
}
