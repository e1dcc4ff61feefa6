import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { resolveSecret } from '../config/secret.ts'
import { MANIFEST_FILE, parseManifest } from '../sources/evidence/manifest.ts'
import { sha256 } from '../sources/evidence/sha256.ts'
import type { SourceCheck } from '../core/model/source-check.ts'
import { checkAws } from '../sources/aws/check.ts'
import { checkEntra } from '../sources/entra/check.ts'
import { checkFiles } from '../sources/files/check.ts'
import { checkLdap } from '../sources/ldap/check.ts'
import type { Store } from '../store/store.ts'
import { checkTable } from '../sources/table/check.ts'
import { maxAgeMs } from './max-age.ts'
import { loadedPolicy } from './load-policy.ts'
import { isThere } from './observed-night.ts'
import { storeIfThere } from './open-store.ts'
import { diskPublicationFiles } from './publication/publication-files.ts'
import { misfitOfLatest, verifyStoredChain } from './publication/verify-publications.ts'
import { verifiedPrunes } from './retention/verify-prunes.ts'
import { type ReadableSource, isEvidenceAlready } from './evidence-folders.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import type { System } from './system.ts'
import { liveAws } from './collect-aws.ts'
import { liveTenant } from './collect-tenant.ts'
import { ldapSourceOf, tableSourceOf } from './source-of.ts'

/** A check with what it was about: a source, `policy` or `store`. */
export interface Check extends SourceCheck {
  readonly about: string
}

/** Checks everything that a night needs; it changes nothing and collects nothing. */
export async function doctor(config: Config, system: System): Promise<readonly Check[]> {
  const checks: Check[] = [...(await policyChecks(config))]
  for (const source of config.sources) {
    if (source.readable) checks.push(...(await sourceChecks(source, config, system)))
    else
      checks.push({
        about: source.name,
        what: 'kind',
        verdict: 'doubtful',
        said: `this version cannot read \`${source.kind}\``,
        cure: null,
      })
  }
  return [...checks, ...(await storeChecks(config))]
}

async function policyChecks(config: Config): Promise<readonly Check[]> {
  const { load, files } = await loadedPolicy(config)
  // Day one: `externals` and `policy init` need none, and everything else says by itself that there is none.
  if (files === 0 || !(await isThere(config.policies))) {
    const cure = 'draft a first one: `gatehouse policy init`'
    return [{ about: 'policy', what: 'loads', verdict: 'doubtful', said: 'there is no policy yet, so nothing can be compared', cure }]
  }
  const errors = load.diagnostics.filter(({ level }) => level === 'error').length
  const says = `${load.policy?.projects.length ?? 0} projects, ${errors} errors, ${load.diagnostics.length - errors} warnings`
  return [
    {
      about: 'policy',
      what: 'loads',
      verdict: errors === 0 ? 'good' : 'bad',
      said: says,
      cure: errors === 0 ? null : 'run `gatehouse policy check`',
    },
  ]
}

async function sourceChecks(source: ReadableSource, config: Config, { env, clock }: System): Promise<readonly Check[]> {
  const about = source.name
  if (source.from.kind === 'recorded' && (source.kind === 'ldap' || (await isEvidenceAlready(source)))) {
    const { folder } = source.from
    const unusable = (await isEvidenceAlready(source)) ? await manifestTrouble(folder) : null
    if (unusable !== null) {
      const cure = 'record or collect it again with this version'
      return [{ about, what: 'recorded', verdict: 'bad', said: `${folder}: ${unusable}`, cure }]
    }
    if ((await isEvidenceAlready(source)) || (await exportsIn(folder)) > 0)
      return [{ about, what: 'recorded', verdict: 'good', said: `evidence is taken from ${folder}`, cure: null }]
    const cure = 'name the folder that holds them, or export the directory: docs/sources/ldap.md'
    return [{ about, what: 'recorded', verdict: 'bad', said: `neither evidence nor an export (*.ldif) lies in ${folder}`, cure }]
  }
  if (source.kind === 'table')
    return (await checkTable(await tableSourceOf(source), { now: clock(), maxAgeMs: maxAgeMs(config, source.name, clock()) })).map(
      (check) => ({ about, ...check }),
    )
  if (source.kind === 'files') {
    const options = { now: clock(), maxAgeMs: maxAgeMs(config, source.name, clock()) }
    return (await checkFiles({ name: source.name, folder: source.from.folder }, options)).map((check) => ({ about, ...check }))
  }
  if (source.from.kind === 'recorded') {
    if (source.kind !== 'aws') throw new Error('a recorded directory is not asked')
    const said = `what the command line wrote is taken in from ${source.from.folder}`
    return [{ about, what: 'recorded', verdict: 'good', said, cure: null }]
  }
  if (source.kind === 'aws') {
    const live = await liveAws(source, config, env)
    if (!live.ok) return [{ about, what: 'secret', verdict: 'bad', said: live.error.reason, cure: live.error.cure }]
    return (await checkAws(live.value, clock)).map((check) => ({ about, ...check }))
  }
  if (source.kind === 'entra') {
    const live = await liveTenant(source, config, env)
    if (!live.ok) return [{ about, what: 'secret', verdict: 'bad', said: live.error.reason, cure: live.error.cure }]
    return (await checkEntra(live.value, clock())).map((check) => ({ about, ...check }))
  }
  const secret = await resolveSecret(source.from.bind.password, { folder: config.folder, env })
  if (!secret.ok) return [{ about, what: 'secret', verdict: 'bad', said: secret.error.reason, cure: secret.error.cure }]
  return (await checkLdap(ldapSourceOf(source, secret.value))).map((check) => ({ about, ...check }))
}

/** Why the evidence that lies there cannot be read, such as that a newer version wrote it; null where it can. */
async function manifestTrouble(folder: string): Promise<string | null> {
  try {
    const parsed = parseManifest(await readFile(join(folder, MANIFEST_FILE), 'utf8'))
    return parsed.ok ? null : parsed.error
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return saysOf(cause)
  }
}

/** How many exports of a directory lie there; none where the folder cannot be read. */
async function exportsIn(folder: string): Promise<number> {
  try {
    return (await readdir(folder)).filter((name) => /\.ldif$/iu.test(name)).length
  } catch (cause) {
    if (isDiskError(cause)) return 0
    throw cause
  }
}

async function storeChecks(config: Config): Promise<readonly Check[]> {
  const about = 'store'
  const opened = await storeIfThere(config)
  if (!opened.ok) return [{ about, what: 'opens', verdict: 'bad', said: opened.error.message, cure: opened.error.help }]
  if (opened.value === null) return [{ about, what: 'chain', verdict: 'good', said: 'nothing was published yet', cure: null }]
  const store = opened.value
  try {
    const verdict = await verifyStoredChain(store, sha256)
    const changed = 'compare with the head printed in earlier reports: the store or the reports were changed'
    if (verdict.kind === 'broken') return [{ about, what: 'chain', verdict: 'bad', said: verdict.because, cure: changed }]
    const said = verdict.head === null ? 'nothing was published yet' : `${verdict.head.n} entries, head ${verdict.head.hash}`
    const misfit = await misfitOfLatest(store, config.reports, diskPublicationFiles, sha256)
    return [
      { about, what: 'chain', verdict: 'good', said, cure: null },
      ...(misfit === null ? [] : [{ about, what: 'latest result', verdict: 'bad' as const, said: misfit, cure: changed }]),
      ...(await pruneChecks(store, config, changed)),
    ]
  } finally {
    await store.close()
  }
}

async function pruneChecks(store: Store, config: Config, changed: string): Promise<readonly Check[]> {
  const { prunes, runs, misfits, interrupted } = await verifiedPrunes(store, config.reports, diskPublicationFiles, sha256)
  if (prunes === 0 && misfits.length === 0) return []
  const about = 'store'
  const said = `${prunes} ${prunes === 1 ? 'prune' : 'prunes'}, ${runs} ${runs === 1 ? 'run' : 'runs'} emptied`
  return [
    ...(misfits.length === 0 ? [{ about, what: 'prunes', verdict: 'good' as const, said, cure: null }] : []),
    ...misfits.map((line) => ({ about, what: 'prunes', verdict: 'bad' as const, said: line, cure: changed })),
    ...interrupted.map((n) => {
      const cure = 'run `gatehouse prune`: it finishes what is left'
      return { about, what: 'prunes', verdict: 'doubtful' as const, said: `prune ${n} was interrupted`, cure }
    }),
  ]
}
