import type { Instant } from '../../core/base/instant.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type EvidenceWriter, openEvidence } from '../evidence/open-evidence.ts'
import { sha256 } from '../evidence/sha256.ts'
import { GraphReader } from './client/graph-reader.ts'
import { Patience } from './client/patience.ts'
import { cloudHosts } from './clouds.ts'
import { collectAccess } from './collect-access.ts'
import { collectDirectory } from './collect-directory.ts'
import { SITE_PERMISSIONS } from './site-export.ts'
import { collectSiteExport } from './collect-site-export.ts'
import { collectList } from './collect-list.ts'
import { collectSettings } from './collect-settings.ts'
import { DELEGATED_GRANTS, ENTRA_DATASETS } from './datasets.ts'
import { ENTRA_KIND, type EntraSource, type GraphTuning } from './entra-source.ts'
import { machineTime } from './machine-time.ts'
import { Night } from './night.ts'
import { signIn } from './sign-in.ts'
import { NOTHING_WANTED, type Wanted } from './wanted.ts'

export interface CollectOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** What is read first. */
  readonly wanted?: Wanted
  /** The disk that the evidence stands on. */
  readonly files?: FileSystem
  readonly tuning?: GraphTuning
}

/**
 * Reads a tenant into the evidence folder `folder`.
 *
 * 1. Sign in. 2. The directory: who there is, and who is in what. 3. What gives access beyond membership: roles, apps, channels.
 * 4. Settings and what describes accounts. 5. An export of the permissions of sites, where one is configured.
 * Whatever Graph does ends in the manifest: a dataset that was not read whole says so, in Graph's words. Rejects only when the evidence
 * cannot be written.
 */
export async function collectEntra(source: EntraSource, folder: string, options: CollectOptions): Promise<Manifest> {
  const { tuning = {}, wanted = NOTHING_WANTED } = options
  const evidence = await openEvidence(folder, {
    source: { kind: ENTRA_KIND, name: source.name },
    toolVersion: options.toolVersion,
    wanted: sha256(JSON.stringify(wanted)),
    clock: options.clock,
    ...(options.files === undefined ? {} : { files: options.files }),
  })
  const time = tuning.time ?? machineTime
  const hosts = tuning.hosts ?? cloudHosts(source.cloud)
  const unit = source.tenant
  const signedIn = await signIn(source, hosts, new Patience(time, source.budget.minutes))
  if (!signedIn.ok) return unread(evidence, unit, source, signedIn.reason)

  const night = new Night(new GraphReader(hosts, signedIn.tokens, tuning), evidence, {
    unit,
    budget: source.budget,
    time,
    now: options.clock(),
  })
  const directory = await collectDirectory(night, wanted, { client: source.client, roles: signedIn.roles })
  await collectAccess(night, directory)
  await collectSettings(night, directory)
  if (source.delegatedGrants) await collectList(night, DELEGATED_GRANTS)
  night.finish()
  if (source.sitePermissions !== null)
    await collectSiteExport(source.sitePermissions, evidence.dataset(unit, SITE_PERMISSIONS), options.files)
  return evidence.close({ reader: readerName(source) })
}

async function unread(evidence: EvidenceWriter, unit: string, source: EntraSource, reason: string): Promise<Manifest> {
  const cure = 'see `tenant`, `client` and the credential, and that sign-in can be reached: docs/sources/entra.md'
  for (const name of ENTRA_DATASETS) evidence.dataset(unit, name).finish({ state: 'failed', reasons: [reason], cure, records: 0 })
  return evidence.close({ reader: `${readerName(source)} (not signed in)` })
}

function readerName({ client, tenant }: EntraSource): string {
  return `application ${client} in ${tenant}`
}
