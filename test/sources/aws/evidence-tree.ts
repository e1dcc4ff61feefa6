import { exampleOrganization } from '../../../fixtures/cloud/example-organization.ts'
import type { DatasetCoverage, DatasetState, Gap } from '../../../src/core/model/coverage.ts'
import type { CredentialFact } from '../../../src/core/model/credential.ts'
import type { AccountFact, FragmentSink, GroupFact, MembershipFact, ResourceFact } from '../../../src/core/model/fragment.ts'
import type { IamFact } from '../../../src/core/model/iam.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { AWS_CALLS, type CallName, datasetName } from '../../../src/sources/aws/calls.ts'
import { readAws } from '../../../src/sources/aws/read.ts'
import { type FileSystem, diskFileSystem } from '../../../src/sources/evidence/file-system.ts'
import { openEvidence } from '../../../src/sources/evidence/open-evidence.ts'
import { at, temporaryFolder } from '../evidence/sample-evidence.ts'

export const NOW = at('2026-11-26T02:14:00Z')

interface Dataset {
  readonly unit: string
  readonly region: string
  readonly name: CallName
  readonly arguments: readonly string[]
  /** Objects as JSON, texts as they are. */
  readonly pages: readonly (object | string)[]
  /** The error that the last page is. */
  readonly error: string | null
  readonly state: DatasetState
  /** Left out: as many as the pages have. */
  readonly records?: number
}

/** Everything that a reader handed over. */
export interface Gathered {
  readonly accounts: AccountFact[]
  readonly groups: GroupFact[]
  readonly memberships: MembershipFact[]
  readonly resources: ResourceFact[]
  readonly credentials: CredentialFact[]
  readonly iam: IamFact[]
  readonly gaps: Gap[]
  readonly coverage: DatasetCoverage[]
}

/** Evidence of AWS in the making: small trees for tests. Each change stands for what a night may bring. */
export class EvidenceTree {
  readonly #datasets = new Map<string, Dataset>()

  /** Northmoor's organization, everything read. */
  static example(): EvidenceTree {
    const tree = new EvidenceTree()
    for (const { account, region, name, arguments: given, body, isError } of exampleOrganization().all())
      if (isError) tree.absent(account, region, name, given, (body as { readonly Error: { readonly Code: string } }).Error.Code)
      else tree.set(account, region, name, given, body)
    return tree
  }

  set(unit: string, region: string, name: CallName, given: readonly string[], ...pages: readonly (object | string)[]): this {
    return this.#put({ unit, region, name, arguments: given, pages, error: null, state: 'complete' })
  }

  absent(unit: string, region: string, name: CallName, given: readonly string[], code: string): this {
    return this.#put({ unit, region, name, arguments: given, pages: [], error: code, state: 'complete' })
  }

  denied(unit: string, region: string, name: CallName, given: readonly string[]): this {
    return this.#put({ unit, region, name, arguments: given, pages: [], error: 'AccessDenied', state: 'denied' })
  }

  /** As `set`, stated otherwise. */
  stated(
    state: DatasetState,
    records: number,
    unit: string,
    region: string,
    name: CallName,
    given: readonly string[],
    ...pages: readonly (object | string)[]
  ): this {
    // prettier-ignore
    return this.#put({ unit, region, name, arguments: given, pages, error: null, state, records })
  }

  without(unit: string, region: string, name: CallName, given: readonly string[]): this {
    if (!this.#datasets.delete(keyOf({ unit, region, name, arguments: given })))
      throw new Error(`no ${name} ${given.join(' ')} to leave out`)
    return this
  }

  withoutAll(leaves: (dataset: Pick<Dataset, 'unit' | 'region' | 'name' | 'arguments'>) => boolean): this {
    for (const [key, dataset] of this.#datasets) if (leaves(dataset)) this.#datasets.delete(key)
    return this
  }

  /** The first page of a dataset, changed. */
  changed(unit: string, region: string, name: CallName, given: readonly string[], change: (page: Record<string, unknown>) => object): this {
    const there = this.#datasets.get(keyOf({ unit, region, name, arguments: given }))
    const [page] = there?.pages ?? []
    if (there === undefined || typeof page !== 'object') throw new Error(`no ${name} ${given.join(' ')} to change`)
    return this.#put({ ...there, pages: [change(structuredClone(page) as Record<string, unknown>)] })
  }

  /** Each dataset, changed. */
  each(change: (pages: readonly (object | string)[], name: CallName) => readonly (object | string)[]): this {
    for (const dataset of this.#datasets.values()) this.#put({ ...dataset, pages: change(dataset.pages, dataset.name) })
    return this
  }

  #put(dataset: Dataset): this {
    this.#datasets.set(keyOf(dataset), dataset)
    return this
  }

  /** In another order of datasets and files, where `backwards`. */
  async write(backwards = false): Promise<string> {
    const folder = `${await temporaryFolder()}/evidence`
    const evidence = await openEvidence(folder, {
      source: { kind: 'aws', name: 'aws' },
      files: hastyDisk,
      toolVersion: '0.1.0',
      wanted: null,
      clock: () => NOW,
    })
    const datasets = [...this.#datasets.values()]
    for (const dataset of backwards ? datasets.toReversed() : datasets) {
      const writer = evidence.dataset(dataset.unit, datasetName(dataset))
      const pages = dataset.pages.map((page, position) => ({
        name: `${numbered(position)}.json`,
        text: typeof page === 'string' ? page : JSON.stringify(page),
      }))
      if (dataset.error !== null)
        pages.push({
          name: `${numbered(pages.length)}.error.json`,
          text: JSON.stringify({ Error: { Code: dataset.error, Message: 'said so' } }),
        })
      for (const { name, text } of backwards ? pages.toReversed() : pages) await writer.page(name, text)
      const { state } = dataset
      const records = dataset.records ?? dataset.pages.reduce<number>((sum, page) => sum + recordsIn(dataset.name, page), 0)
      writer.finish({ state, records, ...(state === 'complete' ? {} : { reasons: [`${dataset.name}: ${dataset.error ?? state}`] }) })
    }
    await evidence.close({ reader: 'test' })
    return folder
  }

  async read(attributes?: readonly string[]): Promise<Gathered> {
    return readBack(await this.write(), attributes)
  }
}

export async function readBack(folder: string, attributes?: readonly string[]): Promise<Gathered> {
  const gathered: Gathered = { accounts: [], groups: [], memberships: [], resources: [], credentials: [], iam: [], gaps: [], coverage: [] }
  const nothing = (): void => {
    throw new Error('AWS has no such facts')
  }
  const sink: FragmentSink = {
    accounts: (batch) => void gathered.accounts.push(...batch),
    groups: (batch) => void gathered.groups.push(...batch),
    memberships: (batch) => void gathered.memberships.push(...batch),
    members: nothing,
    resources: (batch) => void gathered.resources.push(...batch),
    grants: nothing,
    controls: nothing,
    settings: nothing,
    credentials: (batch) => void gathered.credentials.push(...batch),
    iam: (batch) => void gathered.iam.push(...batch),
    rows: nothing,
    gaps: (batch) => void gathered.gaps.push(...batch),
    coverage: (batch) => void gathered.coverage.push(...batch),
  }
  await readAws(folder, { name: 'aws', ...(attributes === undefined ? {} : { attributes }) }, sink)
  return gathered
}

export async function snapshotOf(folder: string): Promise<Snapshot> {
  const night = assembler()
  await readAws(folder, { name: 'aws' }, night.sink)
  return night.finish({ keys: [], overrules: [] })
}

export function ofKind<Kind extends IamFact['kind']>(
  { iam }: Pick<Gathered, 'iam'>,
  kind: Kind,
): readonly Extract<IamFact, { readonly kind: Kind }>[] {
  return iam.filter((fact): fact is Extract<IamFact, { readonly kind: Kind }> => fact.kind === kind)
}

/** The gaps in short: `<code> <dataset's call> [<record>]`, sorted. */
export function gapsIn({ gaps }: Pick<Gathered, 'gaps'>): readonly string[] {
  return gaps
    .map(({ code, dataset, record }) => [code, dataset.split('/').slice(1, 3).join(' '), ...(record === null ? [] : [record])].join(' '))
    .sort()
}

function recordsIn(name: CallName, page: object | string): number {
  if (typeof page === 'string') return 0
  const { list } = AWS_CALLS[name]
  const lists =
    name === 'iam get-account-authorization-details' ? ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] : [list]
  return lists.reduce<number>((sum, one) => {
    if (one === null) return sum + 1
    const records: unknown = Object.entries(page).find(([key]) => key === one)?.[1]
    return sum + (Array.isArray(records) ? records.length : 0)
  }, 0)
}

/** A test's evidence need not survive a loss of power. */
const hastyDisk: FileSystem = {
  ...diskFileSystem,
  create: async (path) => ({ ...(await diskFileSystem.create(path)), sync: async () => undefined }),
  syncFolder: async () => undefined,
}

function numbered(position: number): string {
  return String(position + 1).padStart(4, '0')
}

function keyOf({ unit, region, name, arguments: given }: Pick<Dataset, 'unit' | 'region' | 'name' | 'arguments'>): string {
  return `${unit} ${datasetName({ region, name, arguments: given })}`
}
