import { sortedBy } from '../base/order.ts'
import type { Control } from '../model/control.ts'
import type { DatasetKey, Gap } from '../model/coverage.ts'
import { groupHandle, type GroupHandle } from '../model/handle.ts'
import { BESIDE_DATASETS } from '../model/beside-datasets.ts'
import { bearsOnHolders, tellsMembers, unitOf } from '../model/iam-datasets.ts'
import { DATASETS_ABOUT_CONTROL } from '../model/control-datasets.ts'
import { namedInList } from '../model/named-in-list.ts'
import { nameText } from '../model/name.ts'
import type { Provenance } from '../model/provenance.ts'
import type { ObservedResource, Snapshot } from '../model/snapshot.ts'
import type { Touched } from './answer.ts'
import type { BearingControl } from './control-routes.ts'
import type { IamConcern } from './iam-routes.ts'
import type { Expansion } from './membership/expansion.ts'
import { surveyOf } from './membership-survey.ts'
import { recordGapsOf, resourceKey, type RecordGaps } from './record-gaps.ts'
import type { Resource } from './resource.ts'
import type { Route } from './routes.ts'

/** What decides about a resource beside grants and memberships. */
export interface Bearing {
  readonly controls: readonly BearingControl[]
  readonly concerns: readonly IamConcern[]
}

/**
 * Says what the answers about a resource rest on. In doubt a dataset or a gap is touched: an answer held back needlessly is a
 * nuisance, one given on what was never read is a false all-clear.
 */
export class Footprint {
  readonly #snapshot: Snapshot
  readonly #expansion: Expansion
  readonly #hiding = new Map<GroupHandle, string | null>()
  #gaps: RecordGaps | null = null

  constructor(snapshot: Snapshot, expansion: Expansion) {
    this.#snapshot = snapshot
    this.#expansion = expansion
  }

  /**
   * Datasets: all of the source that states the resource and its grants; all of every source in which a group was expanded (a page
   * cut there may hide a member); those that members from elsewhere, and the statements about them, came from; of a source of copies what the keeper of the originals
   * says of accounts and groups. Of a source that decides account by account (AWS) what bears on those concerned: a bucket that could
   * not be read says nothing about the next one.
   *
   * Gaps: on the resource, on every group inside, on their members and on accounts granted directly; on records that may hide a
   * member; on those datasets as a whole. O(groups inside + datasets + gaps given).
   */
  of(resource: Resource, routes: readonly Route[], { controls, concerns }: Bearing): Touched {
    const trail = new Trail(this.#snapshot)
    const gaps = (this.#gaps ??= recordGapsOf(this.#snapshot))
    for (const observed of resource.observed) this.#addObserved(observed, gaps, trail)
    for (const account of routes.flatMap(({ atAccounts }) => [...atAccounts.keys()])) {
      trail.addDataset(this.#snapshot.accounts[account]!.provenance)
      trail.addGaps(gaps.ofAccount.get(account))
    }
    for (const group of this.#groupsInside(routes)) this.#addGroup(group, gaps, trail)
    for (const { control } of controls) this.#addControl(control, gaps, trail)
    for (const concern of concerns) this.#addConcern(concern, gaps, trail)

    this.#addKeepers(trail)
    for (const source of trail.expanded) this.#addHidingMembers(source, gaps, trail)
    const whole = [...trail.sources].flatMap((source) => gaps.ofDataset.get(source) ?? [])
    trail.addGaps(whole.filter((position) => trail.restsOn(this.#snapshot.gaps[position]!)))
    const undecided = concerns.flatMap((concern) => undecidedGap(concern) ?? [])
    return {
      datasets: this.#datasets(trail),
      gaps: [...trail.gapPositions().map((position) => this.#snapshot.gaps[position]!), ...undecided],
    }
  }

  #groupsInside(routes: readonly Route[]): ReadonlySet<GroupHandle> {
    const inside = new Set<GroupHandle>()
    for (const outer of new Set(routes.flatMap(({ groups, restsOn }) => [...groups, ...restsOn]))) {
      for (const group of this.#expansion.groupsInside(outer)) inside.add(groupHandle(group))
    }
    return inside
  }

  /**
   * Why somebody may be in `group` who is not seen there; null where all that its membership rests on was read. As `of`, once a group.
   */
  mayHideMember(group: GroupHandle): string | null {
    const known = this.#hiding.get(group)
    if (known !== undefined) return known
    const gaps = (this.#gaps ??= recordGapsOf(this.#snapshot))
    const trail = new Trail(this.#snapshot)
    for (const inside of this.#expansion.groupsInside(group)) this.#addGroup(groupHandle(inside), gaps, trail)
    for (const source of trail.expanded) this.#addHidingMembers(source, gaps, trail)
    const [gap] = trail.gapPositions()
    const row = this.#snapshot.coverage.find((one) => one.state !== 'complete' && !isAboutControl(one) && trail.restsOn(one))
    const whole = this.#snapshot.gaps.find((one) => one.record === null && !isAboutControl(one) && trail.restsOn(one))
    const reason = this.#snapshot.gaps[gap ?? -1]?.reason ?? whole?.reason ?? (row === undefined ? null : `${row.dataset} is ${row.state}`)
    this.#hiding.set(group, reason)
    return reason
  }

  #addHidingMembers(source: string, gaps: RecordGaps, trail: Trail): void {
    const hiding = gaps.mayHideMember.get(source) ?? []
    // What is not known of a bucket hides no member of a group.
    trail.addGaps(this.#snapshot.iam.has(source) ? hiding.filter((position) => tellsMembers(this.#snapshot.gaps[position]!)) : hiding)
  }

  /** Whose an account is that was copied from a directory, and who is in such a group, the directory says. */
  #addKeepers(trail: Trail): void {
    const { copies, coverage } = this.#snapshot
    const keepers = new Set([...trail.sources].flatMap((source) => copies.keptIn.get(source) ?? []))
    for (const row of coverage)
      if (keepers.has(row.source) && !isAboutControl(row) && !BESIDE_DATASETS.has(row.dataset)) trail.addDataset(row)
  }

  /**
   * What tells about the identities concerned, with gaps on single ones of them: whose policy was not read may be let in everywhere. A route that is
   * not evaluated touches what the role leads to by which it comes.
   */
  #addConcern({ source, accounts, roles, natives }: IamConcern, gaps: RecordGaps, trail: Trail): void {
    trail.addHolders(source, accounts)
    for (const native of natives) trail.addGaps(gaps.ofResource.get(resourceKey(source, native)))
    for (const [position, gap] of this.#snapshot.gaps.entries()) {
      if (gap.source !== source || gap.record === null) continue
      // Who else comes by a role touches what that role leads to.
      if (gap.code === 'route-not-evaluated' && roles.has(gap.record)) trail.addGaps([position])
      const isOfIdentity = !SAYS_NO_POLICY.has(gap.code)
      if (isOfIdentity && !tellsMembers(gap) && bearsOnHolders(gap, accounts)) trail.addGaps([position])
    }
  }

  /** Its record, and the trustees in it whom nobody can tell. */
  #addControl({ lists, provenance }: Control, gaps: RecordGaps, trail: Trail): void {
    trail.addDataset(provenance)
    for (const list of lists) {
      for (const trustee of namedInList(list)) {
        if (trustee.kind === 'unread') trail.addGaps(gaps.ofResource.get(resourceKey(provenance.source, nameText(trustee.name))))
      }
    }
  }

  #addObserved(observed: ObservedResource, gaps: RecordGaps, trail: Trail): void {
    const { source, provenance, address } = observed
    trail.addWholeSource(source)
    trail.addDataset(provenance)
    for (const grant of observed.grants) trail.addDataset(grant.provenance)
    for (const record of [address.slice(source.length + 1), provenance.record])
      trail.addGaps(gaps.ofResource.get(resourceKey(source, record)))
    // A row known only by its place in the file may be about any resource of the file.
    trail.addGaps(gaps.mayHideMember.get(source)?.filter((position) => /^line \d+$/u.test(this.#snapshot.gaps[position]?.record ?? '')))
  }

  #addGroup(group: GroupHandle, gaps: RecordGaps, trail: Trail): void {
    const { source, provenance } = this.#snapshot.groups[group]!
    trail.addWholeSource(source)
    trail.expanded.add(source)
    trail.addDataset(provenance)
    for (const dataset of surveyOf(this.#snapshot).abroad(group)) trail.addDataset(dataset)
    trail.addGaps(gaps.inGroup.get(group))
    // The members of a copy are kept where its original is: what is not known there may be late here.
    const original = this.#snapshot.copies.groups.get(group)
    if (original !== undefined) this.#addGroup(original, gaps, trail)
  }

  /** The rows of the ledger; what stands in none is named all the same, since nothing vouches for it. */
  #datasets(trail: Trail): readonly DatasetKey[] {
    const rows = this.#snapshot.coverage.filter((row) => trail.restsOn(row))
    const described = new Set(rows.map((row) => trail.keyOf(row)))
    const others = [...trail.datasets].filter(([key]) => !described.has(key)).map(([, key]) => key)
    const keys = rows.map(({ source, unit, dataset }) => ({ source, unit, dataset }))
    return sortedBy([...keys, ...others], ({ source, unit, dataset }) => [source, unit, dataset])
  }
}

/** What no reader can know: that nothing here decides about a resource. */
function undecidedGap({ source, natives, undecided }: IamConcern): Gap | null {
  if (undecided === null) return null
  const native = natives[0] ?? null
  const cure = 'accept the blind spot, or leave the resource out'
  return { source, unit: '', dataset: '', code: 'dataset-incomplete', record: native, reason: undecided, cure, at: null }
}

/** Gaps that take no policy away: whose an account is, is asked of its holder. */
const SAYS_NO_POLICY: ReadonlySet<string> = new Set(['identity-ambiguous', 'reference-elsewhere', 'copy-differs', 'route-not-evaluated'])

/** Gathers what one answer touched. */
class Trail {
  /** Every source touched in some part. */
  readonly sources = new Set<string>()
  /** Sources in which groups were expanded. */
  readonly expanded = new Set<string>()
  readonly datasets = new Map<string, DatasetKey>()
  readonly #iam: Snapshot['iam']
  readonly #whole = new Set<string>()
  /** Of sources of AWS the accounts whose identities bear on the answer. */
  readonly #holders = new Map<string, Set<string>>()
  readonly #gaps = new Set<number>()

  constructor({ iam }: Pick<Snapshot, 'iam'>) {
    this.#iam = iam
  }

  /** Of a source of AWS what tells about members: all else that bears on a resource comes with its concern. */
  addWholeSource(source: string): void {
    this.sources.add(source)
    this.#whole.add(source)
  }

  addHolders(source: string, accounts: ReadonlySet<string>): void {
    this.sources.add(source)
    const there = this.#holders.get(source) ?? new Set()
    this.#holders.set(source, there)
    for (const account of accounts) there.add(account)
  }

  addDataset(of: Pick<Provenance, 'source' | 'dataset'> & Partial<Pick<DatasetKey, 'unit'> & Pick<Provenance, 'file'>>): void {
    const unit = of.unit ?? (this.#iam.has(of.source) && of.file !== undefined ? unitOf(of.file) : '')
    const key: DatasetKey = { source: of.source, unit, dataset: of.dataset }
    this.sources.add(of.source)
    this.datasets.set(this.keyOf(key), key)
  }

  addGaps(positions: readonly number[] | undefined): void {
    for (const position of positions ?? []) this.#gaps.add(position)
  }

  /** Of a source that is touched whole all datasets but those that only describe. A source that broke before any dataset was named has the dataset ``: whatever rests on the source rests on it. */
  restsOn(key: DatasetKey): boolean {
    const { source, dataset } = key
    if (this.datasets.has(this.keyOf(key)) || (dataset === '' && this.sources.has(source))) return true
    if (!this.#iam.has(source)) return this.#whole.has(source) && !BESIDE_DATASETS.has(dataset)
    const accounts = this.#holders.get(source)
    return (this.#whole.has(source) && tellsMembers(key)) || (accounts !== undefined && bearsOnHolders(key, accounts))
  }

  /** Datasets of AWS are told apart by their accounts; a fact of another source does not know its unit. */
  keyOf({ source, unit, dataset }: DatasetKey): string {
    return this.#iam.has(source) ? `${source}\n${dataset}\n${unit}` : `${source}\n${dataset}`
  }

  gapPositions(): readonly number[] {
    return [...this.#gaps].sort((a, b) => a - b)
  }
}

/** Who may change a group says nothing about who is in it. */
function isAboutControl({ dataset }: Pick<DatasetKey, 'dataset'>): boolean {
  return DATASETS_ABOUT_CONTROL.has(dataset)
}
