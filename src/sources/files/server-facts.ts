import type { ControlFact } from '../../core/model/access-control.ts'
import type { AccountFact, GrantFact, GroupFact, MembershipFact, ResourceFact } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { StatedGap } from '../evidence/dataset-ledger.ts'
import type { ExportHeader } from './export-record.ts'
import { type ServerNames, serverNames } from './server-names.ts'
import type { SidDomains } from './sddl/sid-text.ts'

/** What one export becomes, gathered by the files beside this one. */
export class ServerFacts {
  readonly accounts: AccountFact[] = []
  readonly groups: GroupFact[] = []
  readonly memberships: MembershipFact[] = []
  readonly resources = new Map<string, ResourceFact>()
  /** The folders of the server behind its shares and exports, so that what is said of a path can be laid at their door. */
  readonly roots: { readonly native: string; readonly path: string }[] = []
  readonly controls: ControlFact[] = []
  readonly grants: GrantFact[] = []
  readonly gaps: StatedGap[] = []
  readonly header: ExportHeader
  readonly names: ServerNames
  readonly domains: SidDomains
  readonly source: string
  /** The source of the directory that knows the POSIX names of this one; null where the configuration names none. */
  readonly directory: string | null
  readonly #dataset: string
  readonly #file: string

  constructor(
    header: ExportHeader,
    at: { readonly source: string; readonly directory: string | null; readonly dataset: string; readonly file: string },
  ) {
    this.header = header
    this.names = serverNames(header)
    this.domains = {
      machine: header.machine_sid ?? (header.domain_controller ? (header.domain_sid ?? null) : null),
      domain: header.domain_sid ?? null,
      forest: header.forest_sid ?? null,
    }
    this.source = at.source
    this.directory = at.directory
    this.#dataset = at.dataset
    this.#file = at.file
  }

  provenance(record: string): Provenance {
    return { source: this.source, dataset: this.#dataset, file: this.#file, record }
  }

  /** Keeps a share, or a folder that has rights of its own, once. */
  resource(native: string, label: string): void {
    if (this.resources.has(native)) return
    this.resources.set(native, { source: this.source, native, kind: 'share', label, provenance: this.provenance(native) })
  }

  /** Something about `records` (null: about nobody knows what) that was not read, at a line of the export. */
  gap(records: readonly string[] | null, reason: string, line: number | null, cure: string | null = null): void {
    const at = line === null ? this.#file : `${this.#file}:${line}`
    for (const record of records ?? [null]) this.gaps.push({ code: 'record-malformed', record, reason, cure, at })
  }
}
