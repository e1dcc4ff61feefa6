import type { Day, Instant } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { AccountState } from '../../core/model/account.ts'
import type { AccountFact, GrantFact, ResourceFact } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { parseResourceAddress } from '../../core/model/resource-address.ts'
import { RESOURCE_KINDS, isLevelOf, levelsOf } from '../../core/model/resource-kind.ts'
import { type ExportFile, endOfDay } from '../evidence/export-file.ts'
import { term } from './register-rows.ts'
import type { ResourceGap, ResourceList } from './resource-list.ts'
import type { RowCells } from './row-cells.ts'

/** What a `doors` or `grants` table is made of, gathered row by row. */
export interface AccessRows {
  /** The grant that a row states; null, with the cells' problems, where it states none. */
  row(cells: RowCells, provenance: Provenance): GrantFact | null
  /** Something that the row about `resource` does not fit, though its grant stands. */
  readonly gaps: readonly ResourceGap[]
  /** Everything that the export covers or a row names, sorted by native id. Call it after the last row. */
  resources(): readonly ResourceFact[]
  /** The card holders, sorted by id; none for `grants`. */
  accounts(): readonly AccountFact[]
}

/**
 * Gathers `doors` rows: each is a grant of a room to a card holder, who is an account of the table's own source.
 *
 * A holder is enabled while any of their rights is in force on the day of the export.
 */
export function doorRows(source: string, dated: Pick<ExportFile, 'day' | 'offset'>, list: ResourceList): AccessRows {
  const holders = new Map<string, Holder>()
  return {
    gaps: list.gaps,
    resources: () => list.facts(),
    accounts: () => sortedBy(holders.values(), ({ person }) => person).map((holder) => accountFact(source, holder, dated)),
    row(cells, provenance) {
      const person = cells.required('person')
      const room = cells.required('room')
      const level = cells.oneOf('level', levelsOf('room'), 'escorted')
      const { from, until } = term(cells)
      if (cells.problems.length > 0) return null
      list.name(room, 'room', provenance)
      const holder = holders.get(person) ?? { person, provenance, terms: [] }
      holders.set(person, holder)
      holder.terms.push({ from, until })
      return { source, resource: room, principal: { name: `id:${person}` }, level, nativeRight: null, from, until, provenance }
    },
  }
}

/** Gathers `grants` rows: each is a grant of a resource of the table's own source to an account or group of any source. */
export function grantRows(source: string, list: ResourceList): AccessRows {
  return {
    gaps: list.gaps,
    resources: () => list.facts(),
    accounts: () => [],
    row(cells, provenance) {
      const resource = cells.required('resource')
      const kind = cells.oneOf('kind', RESOURCE_KINDS, 'share')
      const address = cells.required('principal')
      const level = cells.required('level')
      const { from, until } = term(cells)
      const nativeRight = cells.optional('native_right')
      if (address !== '' && parseResourceAddress(address) === null)
        cells.refuse(`\`principal\` is \`${address}\`, expected \`<source>:<native id>\``)
      if (cells.problems.length === 0 && !isLevelOf(kind, level))
        cells.refuse(
          `\`level\` is \`${level}\`, and a ${kind} has ${levelsOf(kind)
            .map((known) => `\`${known}\``)
            .join(', ')}`,
        )
      const known = list.kind(resource)
      if (known !== null && known !== kind) cells.refuse(`\`kind\` is \`${kind}\`, and the export says \`${known}\` elsewhere`)
      if (cells.problems.length > 0) return null
      list.name(resource, kind, provenance)
      return { source, resource, principal: { address }, level, nativeRight, from, until, provenance }
    },
  }
}

interface Holder {
  readonly person: string
  readonly provenance: Provenance
  readonly terms: { readonly from: Day | null; readonly until: Day | null }[]
}

function accountFact(
  source: string,
  { person, provenance, terms }: Holder,
  { day, offset }: Pick<ExportFile, 'day' | 'offset'>,
): AccountFact {
  const inForce = terms.some(({ from, until }) => (from === null || from <= day) && (until === null || day <= until))
  const toCome = terms.some(({ from }) => from !== null && day < from)
  const state: AccountState = inForce ? 'enabled' : toCome ? 'pending' : 'expired'
  return {
    account: {
      source,
      id: person,
      weakKey: false,
      label: person,
      displayName: null,
      isWorkload: false,
      state,
      endsAt: lastEnd(terms, offset),
      createdAt: null,
      recency: 'unknown',
      attributes: { person: [person] },
      provenance,
    },
    names: [`id:${person}`, `name:${person.toLowerCase()}`],
  }
}

// The account ends when the last right does, and never if one has no end.
function lastEnd(terms: readonly { readonly until: Day | null }[], offset: string): Instant | null {
  let last: Day | null = null
  for (const { until } of terms) {
    if (until === null) return null
    if (last === null || last < until) last = until
  }
  return last === null ? null : endOfDay(last, offset)
}
