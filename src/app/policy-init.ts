import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Instant } from '../core/base/instant.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { isWithoutEvidence } from '../core/compare/coverage-ledger.ts'
import { type DatasetCoverage, datasetId } from '../core/model/coverage.ts'
import type { PolicyLoad } from '../core/model/policy-load.ts'
import type { RegisterName } from '../core/model/register.ts'
import { addressKey } from '../core/policy/address-key.ts'
import { draftHolders } from '../core/policy-draft/draft-holders.ts'
import { type DraftResource, draftTargets } from '../core/policy-draft/draft-targets.ts'
import { type MissingSection, institutionDraft } from '../core/policy-draft/institution-draft.ts'
import { openedBy } from '../core/policy-draft/opened-by.ts'
import { type ProjectFacts, projectDraft } from '../core/policy-draft/project-draft.ts'
import { slugOf } from '../core/policy-draft/yaml-words.ts'
import type { Reach } from '../core/reach/answer.ts'
import { reachOver } from '../core/reach/reach.ts'
import { REGISTER_COLUMNS } from '../sources/table/register-columns.ts'
import { loadedPolicy } from './load-policy.ts'
import { type ObservedNight, isThere, observedNight } from './observed-night.ts'
import { type Problem, problem } from './problem.ts'
import { hasCode, isDiskError, saysOf } from './publication/disk-error.ts'

export interface PolicyInitOptions {
  /** Addresses of groups, resources with grants, or folders of groups. */
  readonly what: readonly string[]
  readonly project: Omit<ProjectFacts, 'slug' | 'title'> & { readonly slug: string | null; readonly title: string | null }
  /** Where registers that no source supplies get a file with their columns; null: nowhere. */
  readonly registers: string | null
  readonly now: Instant | null
}

export interface PolicyInit {
  readonly project: string
  /** Paths of what was written, in this order: project, institution, registers. */
  readonly written: readonly string[]
  /** Registers whose file was there already. */
  readonly kept: readonly string[]
  readonly resources: readonly DraftResource[]
  readonly holders: number
  /** What was not read, a line each: more people may hold something. */
  readonly shortfalls: readonly string[]
}

/**
 * Drafts a project from what is there. It writes new files only, and none if the project's file or name is taken; nothing that it
 * writes entitles anybody.
 */
export async function policyInit(config: Config, options: PolicyInitOptions): Promise<Result<PolicyInit, Problem>> {
  const { load, files } = await loadedPolicy(config)
  const observed = await observedNight(config, load.policy, options.now, [])
  if (!observed.ok) return observed
  const { snapshot, context, today } = observed.value
  const targets = draftTargets(options.what, snapshot)
  if (!targets.ok) return failed(problem(64, targets.error.message, targets.error.help))
  const { free, taken } = apart(targets.value, load)
  const [first] = free
  if (first === undefined)
    return failed(problem(64, `everything named is declared already, by ${[...new Set(taken.map(({ project }) => project))].join(', ')}`))

  const slug = options.project.slug ?? slugOf(first.slug)
  const path = join(config.policies, 'projects', `${slug}.yaml`)
  const clash =
    load.policy?.projects.some((project) => project.slug === slug) === true ||
    load.broken.some(({ key, section }) => section === 'projects' && key === slug)
  if (clash || (await isThere(path)))
    return failed(
      problem(64, `project \`${slug}\` is there already: \`${path}\``, 'choose another name with `--project`; nothing is ever overwritten'),
    )

  const reach = reachOver(snapshot, today)
  const holders = draftHolders(free, snapshot, reach, context, today)
  const shortfalls = shortfallsOf(free, reach, observed.value)
  const project: ProjectFacts = { ...options.project, slug, title: options.project.title ?? slug }
  const draft = projectDraft({
    project,
    resources: free,
    declaredElsewhere: taken,
    opened: openedBy(free, snapshot, today),
    holders,
    shortfalls,
    today,
  })
  const missing = await missingSections(config, load, files)
  const registers = await registerFiles(config, options.registers)
  const drafts = [
    { path, text: draft },
    ...(missing.length === 0 ? [] : [{ path: join(config.policies, INSTITUTION), text: institutionDraft(missing, snapshot) }]),
    ...registers.missing,
  ]
  const written = await writeNew(drafts)
  if (!written.ok) return written
  return succeeded({
    project: slug,
    written: drafts.map((one) => one.path),
    kept: registers.kept,
    resources: free,
    holders: holders.length,
    shortfalls,
  })
}

const INSTITUTION = 'institution.yaml'

/** A resource has one address and, unless two agree to share it, one project. */
function apart(resources: readonly DraftResource[], { policy, broken }: PolicyLoad) {
  const declared = new Map<string, string>()
  for (const { slug, resources: own } of policy?.projects ?? [])
    for (const { at, kind } of own) declared.set(addressKey(at.text, kind), slug)
  for (const entry of broken) {
    if (entry.section !== 'projects') continue
    for (const { at, kind } of entry.known.resources) declared.set(addressKey(at.text, kind), entry.key)
  }
  const by = (resource: DraftResource): string | undefined => declared.get(addressKey(resource.address, resource.kind))
  return {
    free: resources.filter((resource) => by(resource) === undefined),
    taken: resources.flatMap((resource) => {
      const project = by(resource)
      return project === undefined ? [] : [{ resource, project }]
    }),
  }
}

/** Whatever the answers about the resources rest on and was not read; and the registers that say who is external. */
function shortfallsOf(resources: readonly DraftResource[], reach: Reach, { ledger }: ObservedNight): readonly string[] {
  const lines = new Set<string>()
  const tell = (row: Pick<DatasetCoverage, 'source' | 'unit' | 'dataset'>, state: string): unknown =>
    lines.add(`${datasetId(row)} is ${state}`)
  for (const { address } of resources) {
    const touched = reach.touchedBy(address)
    if (touched.kind !== 'answered') continue
    for (const dataset of touched.value.datasets) {
      const state = ledger.byId.get(datasetId(dataset))?.state ?? 'not read'
      if (state !== 'complete') tell(dataset, state)
    }
    for (const gap of touched.value.gaps) if (gap.record !== null) lines.add(`${gap.source} ${gap.record}: ${gap.reason}`)
  }
  // A source without any evidence may hold anything, a register of people too.
  for (const row of ledger.rows) {
    if (row.state !== 'complete' && (ABOUT_PEOPLE.has(row.dataset) || isWithoutEvidence(row))) tell(row, row.state)
  }
  return [...lines].sort()
}

const ABOUT_PEOPLE: ReadonlySet<string> = new Set(['hr', 'visitors', 'partners'])

/** Sections that no file has, as far as the files can be read; none where the file for them is there already. */
async function missingSections(config: Config, { diagnostics }: PolicyLoad, files: number): Promise<readonly MissingSection[]> {
  if (await isThere(join(config.policies, INSTITUTION))) return []
  const both = ['institution', 'affiliations'] as const
  const isFirst = files === 0 || !(await isThere(config.policies))
  return both.filter(
    (section) =>
      isFirst || diagnostics.some(({ code, message }) => code === 'P022' && message === `no file has the section \`${section}\``),
  )
}

const DRAFTED: readonly RegisterName[] = ['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals']

/** A file with its columns for each register that no source supplies. No `export.yaml`: without rows it proves nothing, and must not seem to. */
async function registerFiles({ sources }: Config, folder: string | null) {
  const kept: string[] = []
  const missing: { readonly path: string; readonly text: string }[] = []
  if (folder === null) return { kept, missing }
  const supplied = new Set(sources.flatMap((source) => (source.kind === 'table' ? [source.register] : [])))
  for (const register of DRAFTED) {
    if (supplied.has(register)) continue
    const path = join(folder, register, `${register}.csv`)
    const { required, optional } = REGISTER_COLUMNS[register]
    if (await isThere(path)) kept.push(path)
    else missing.push({ path, text: `${[...required, ...optional].join(',')}\n` })
  }
  return { kept, missing }
}

/** Writes files that are not there; one that is there stays as it is, and stops the rest. */
async function writeNew(drafts: readonly { readonly path: string; readonly text: string }[]): Promise<Result<null, Problem>> {
  for (const { path, text } of drafts) {
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text, { flag: 'wx' })
    } catch (cause) {
      if (!isDiskError(cause)) throw cause
      const says = hasCode(cause, 'EEXIST') ? 'it is there already, and nothing is ever overwritten' : saysOf(cause)
      return failed(problem(78, `\`${path}\` was not written: ${says}`, 'what was written before it stands'))
    }
  }
  return succeeded(null)
}
