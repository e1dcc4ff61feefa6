import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { Instant } from '../../core/base/instant.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetWriter, type EvidenceWriter, openEvidence } from '../evidence/open-evidence.ts'
import { collectRules, rulesPlan } from './acl/collect-rules.ts'
import { datasetAttributes } from './attributes.ts'
import { canarySings } from './canary.ts'
import { type DatasetLog, collectDataset } from './collect-dataset.ts'
import type { DatasetPlan } from './dataset-ldif.ts'
import { ACL, CORE_DATASETS, COUNTS, type Dataset, type DatasetQuery, LDAP_KIND, datasetQueries } from './datasets.ts'
import { failureText, stateAfter } from './directory-failure.ts'
import type { ConnectionTuning, LdapSource } from './ldap-source.ts'
import { ldifComment } from './ldif/ldif-writer.ts'
import { OUTSIDE_FILE, type OutsideFailure, OutsideWatch, outsideMembersLdif } from './outside-members.ts'
import { isAbove, isHarmlessContext } from './references.ts'
import { type RootDse, readRootDse, rootValues } from './root-dse.ts'
import { type SearchControl, controlId } from './search-controls.ts'
import { DirectorySession, type Opened } from './session.ts'
import { TOKENS_FILE, tokensLdif } from './token-sample.ts'
import { verifyCounts } from './verify-counts.ts'
import { visibleStates } from './visible-states.ts'

export interface CollectOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** The disk that the evidence stands on. */
  readonly files?: FileSystem
  readonly connection?: ConnectionTuning
}

/**
 * Reads a directory into the evidence folder `folder`, in the order of `directories.md`, section 2.
 *
 * Whatever the server does ends in the manifest: a dataset that was not read whole says so, in the server's words. Rejects only when
 * the evidence cannot be written.
 */
export async function collectLdap(source: LdapSource, folder: string, options: CollectOptions): Promise<Manifest> {
  const evidence = await openEvidence(folder, {
    source: { kind: LDAP_KIND, name: source.name },
    toolVersion: options.toolVersion,
    wanted: null,
    clock: options.clock,
    ...(options.files === undefined ? {} : { files: options.files }),
  })
  const session = new DirectorySession(source, options.connection ?? {})
  try {
    return await collectInto(evidence, session, source, options.clock)
  } finally {
    await session.drop()
  }
}

const PAGE_SIZE = 1_000

async function collectInto(
  evidence: EvidenceWriter,
  session: DirectorySession,
  source: LdapSource,
  clock: () => Instant,
): Promise<Manifest> {
  const { base } = source.config
  const now = clock()

  // 1 to 3: connect, root DSE and flavour, bind.
  const opened = await session.patientlyOpened()
  if (!opened.ok) {
    const { state, reason, cure } = stateAfter(opened.error, false)
    for (const name of [...CORE_DATASETS, COUNTS]) evidence.dataset(base, name).finish({ state, reasons: [reason], cure, records: 0 })
    return evidence.close({ reader: `${source.config.bind.dn} (not bound)` })
  }
  const reader = await readerName(opened.value, source)
  const changedSince = rootValues(opened.value.root, 'highestcommittedusn')[0] ?? null

  // 4: the canary.
  const doubts = [...unreadContexts(opened.value, base), ...(await canaryDoubts(opened.value, source))]

  // 5 and 6: the datasets, each with its missing ranges.
  const visible = await visibleStates(session, opened.value.flavour, base)
  const read: { readonly plan: DatasetPlan; readonly log: DatasetLog; readonly finish: () => void }[] = []
  let outside: readonly string[] = []
  for (const query of datasetQueries(opened.value.flavour)) {
    const plan = planOf(query, opened.value, source, now, visible)
    const writer = evidence.dataset(base, query.dataset)
    const log = await collectDataset(session, plan, writer, clock)
    if (query.dataset === 'groups') outside = log.outside
    if (query.dataset === 'foreign' && outside.length > 0) await collectOutside(session, base, outside, writer, log)
    read.push({ plan, log, finish: () => writer.finish(log.outcome()) })
  }
  const plan = rulesPlan(opened.value, base, { pageSize: PAGE_SIZE, now })
  if (plan !== null) {
    const writer = evidence.dataset(base, ACL)
    const log = await collectRules(session, plan, writer, clock)
    read.push({ plan, log, finish: () => writer.finish(log.outcome()) })
  }

  // 7: the count pass.
  const counts = evidence.dataset(base, COUNTS)
  const pass = await verifyCounts(session, read, { flavour: opened.value.flavour, base, changedSince })
  const sampled = read.flatMap(({ log }) => log.sampled)
  if (sampled.length > 0) await collectTokens(session, base, sampled, counts)
  await counts.page('counts.ldif', `version: 1\n${pass.lines.map(ldifComment).join('')}`)
  counts.finish({ state: pass.failures.length > 0 ? 'partial' : 'complete', reasons: pass.failures, records: pass.counted })

  // 8: the root DSE again: was it one server all the time?
  doubts.push(...(await serverDoubts(session)))
  for (const { log, finish } of read) {
    for (const { reason, cure } of doubts) log.lower('partial', reason, cure)
    finish()
  }
  return evidence.close({ reader })
}

interface Doubt {
  readonly reason: string
  readonly cure: string
}

function planOf(
  { dataset, filter }: DatasetQuery,
  { flavour, root }: Opened,
  { config }: LdapSource,
  now: Instant,
  visible: readonly string[],
): DatasetPlan {
  return {
    dataset,
    base: config.base,
    filter,
    attributes: datasetAttributes(flavour, dataset, config.attributes ?? []),
    controls: controlsOf(dataset, root),
    pageSize: PAGE_SIZE,
    now,
    visible: dataset === 'users' || dataset === 'workloads' ? visible : [],
  }
}

function controlsOf(dataset: Dataset, root: RootDse): readonly SearchControl[] {
  if (dataset === 'control') return ['descriptors']
  const listed = rootValues(root, 'supportedcontrol')
  return dataset === 'groups' && listed.includes(controlId('time-bound')) ? ['time-bound'] : []
}

async function collectOutside(
  session: DirectorySession,
  base: string,
  groups: readonly string[],
  writer: DatasetWriter,
  log: DatasetLog,
): Promise<void> {
  const cure = 'read again; members outside the base are unknown by name until then'
  const opened = await session.opened()
  if (!opened.ok) return log.lower('partial', failureText(opened.error), cure)
  const failures: OutsideFailure[] = []
  const watch = new OutsideWatch(base, rootValues(opened.value.root, 'namingcontexts'))
  await writer.page(OUTSIDE_FILE, outsideMembersLdif(opened.value.connection, watch, groups, failures))
  for (const { reason } of failures) log.lower('partial', reason, cure)
  // Whether it was the connection that failed is not asked: a new one costs little.
  if (failures.length > 0) await session.drop()
}

/** That the controller's own word cannot be had loses nothing that was read. */
async function collectTokens(session: DirectorySession, base: string, sampled: readonly string[], writer: DatasetWriter): Promise<void> {
  const opened = await session.opened()
  if (!opened.ok) return
  const wanted = normalisedDistinguishedName(base)
  const isWhole = rootValues(opened.value.root, 'namingcontexts').some((context) => normalisedDistinguishedName(context) === wanted)
  await writer.page(TOKENS_FILE, tokensLdif(opened.value.connection, sampled, isWhole))
}

async function readerName({ connection }: Opened, { config }: LdapSource): Promise<string> {
  const who = await connection.whoAmI()
  // Samba does not know the question; then it is whom we bound as.
  return who.ok && who.value !== '' ? who.value : config.bind.dn
}

async function canaryDoubts(opened: Opened, { config }: LdapSource): Promise<readonly Doubt[]> {
  if (config.canary === undefined) return []
  const sung = await canarySings(opened, config.base, config.canary)
  return sung.ok ? [] : [{ reason: sung.error, cure: 'see whether the reader lost a right, or mend `canary`' }]
}

function unreadContexts(opened: Opened, base: string): readonly Doubt[] {
  return rootValues(opened.root, 'namingcontexts')
    .filter((context) => isAbove(base, context) && !(opened.flavour === 'active-directory' && isHarmlessContext(context, base)))
    .map((context) => ({
      reason: `the naming context \`${context}\` under the base is not read`,
      cure: 'configure it as a source of its own',
    }))
}

async function serverDoubts(session: DirectorySession): Promise<readonly Doubt[]> {
  const opened = await session.opened()
  const root = opened.ok ? await readRootDse(opened.value.connection) : opened
  if (root.ok) session.noteServer(root.value)
  if (session.servers.length < 2) return []
  return [
    { reason: `two servers answered one read: ${session.servers.join(' and ')}`, cure: 'name one controller in `url`, not the domain' },
  ]
}
