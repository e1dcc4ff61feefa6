import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import type { Provenance } from '../../../core/model/provenance.ts'
import type { DatasetReader } from '../../evidence/read-evidence.ts'
import type { FactBatches } from '../fact-batches.ts'
import type { RecordText } from '../record-text.ts'
import { fitsFilter } from './fits-filter.ts'
import { type MemberRule, attributesOfRule, isInRule, memberRule } from './member-rule.ts'

interface RuledGroup {
  readonly id: string
  readonly dn: string
  /** By which `FactBatches` knows the group. */
  readonly number: number
  readonly written: readonly string[]
  readonly rules: readonly MemberRule[]
  /** Why some rule of it is not expanded here. */
  readonly beyond: Set<string>
  /** Whom the server itself lists, by normalised name. */
  readonly listed: ReadonlySet<string>
  readonly isExpanded: boolean
  fitting: number
  unlisted: number
}

/** A group that a rule may take in, with what was read of it. */
interface Candidate {
  readonly dn: string
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly provenance: Provenance
}

/**
 * Expands the rules of groups (`memberURL`) over the accounts and groups that were read: a server expands them for some questions only,
 * and a plain one never (T13).
 *
 * What the server lists stays a member; our own expansion is held against it. Groups come first, then accounts.
 * O(rules × records under their bases).
 */
export class DynamicGroups {
  readonly #batches: FactBatches
  readonly #base: string | null
  readonly #ruled: RuledGroup[] = []
  readonly #candidates: Candidate[] = []

  /** `base`: in its normal form; null where it is not known what was read. */
  constructor(batches: FactBatches, base: string | null) {
    this.#batches = batches
    this.#base = base
  }

  group(text: RecordText, id: string, dn: string, provenance: Provenance): void {
    // Active Directory has no such groups, and the most of all others.
    if (!text.has('objectguid'))
      this.#candidates.push({ dn, values: new Map(GROUP_ATTRIBUTES.map((name) => [name, text.texts(name)])), provenance })
    const written = text.texts('memberurl')
    if (written.length === 0) return
    const parsed = written.map(memberRule)
    const beyond = new Set(parsed.flatMap((rule) => (rule.ok ? [] : [rule.error])))
    const rules = parsed.flatMap((rule) => (rule.ok ? [rule.value] : []))
    if (this.#base !== null && rules.some(({ base }) => base !== this.#base && !base.endsWith(`,${this.#base}`)))
      beyond.add(`it looks beyond \`${this.#base}\``)
    const listed = new Set(text.texts('member').flatMap((member) => normalisedDistinguishedName(member) ?? []))
    const number = this.#batches.numberOf(`id:${id}`)
    this.#ruled.push({ id, dn, number, written, rules, beyond, listed, isExpanded: isExpanded(text, listed), fitting: 0, unlisted: 0 })
  }

  /** Lets the rules take in the groups that fit; once all groups were seen. */
  expandOverGroups(): void {
    if (this.#ruled.length === 0) return
    for (const { dn, values, provenance } of this.#candidates) this.#try(dn, (attribute) => values.get(attribute) ?? null, provenance)
  }

  /** `asked`: attributes in lower case that were asked for, so that their absence says something. */
  account(text: RecordText, asked: ReadonlySet<string>, provenance: Provenance): void {
    if (this.#ruled.length === 0) return
    const dn = normalisedDistinguishedName(text.record.dn)
    if (dn !== null) this.#try(dn, (attribute) => (asked.has(attribute) ? text.texts(attribute) : null), provenance)
  }

  /** A gap on each group whose rule was not expanded in full, or whom the server does not list all that fit. */
  note(groups: DatasetReader): void {
    for (const { id, dn, written, beyond, fitting, unlisted, listed, isExpanded: isKnown } of this.#ruled) {
      const cure = 'list the members, or write the rule with equality of attributes that are read: docs/sources/ldap.md'
      for (const why of isKnown ? [] : beyond)
        groups.gap({
          code: 'dataset-incomplete',
          record: id,
          reason: `${dn}: not expanded: of the rule ${written.map((rule) => `\`${rule}\``).join(' and ')} ${why}`,
          cure,
        })
      if (unlisted > 0)
        groups.gap({
          code: 'dataset-incomplete',
          record: id,
          reason: `${dn}: its rule fits ${fitting} entries, and the server lists ${listed.size}, without ${unlisted} of them`,
          cure: 'see whether the server expands the rule for this reader, and lets it see the whole list',
        })
    }
  }

  #try(dn: string, valuesOf: (attribute: string) => readonly string[] | null, provenance: Provenance): void {
    for (const group of this.#ruled) {
      const fits = group.rules.filter((rule) => isInRule(rule, dn)).map((rule) => ({ rule, fits: fitsFilter(rule.filter, valuesOf) }))
      if (fits.some((one) => one.fits === true)) this.#take(group, dn, provenance)
      else
        for (const one of fits)
          if (one.fits === 'unknown')
            group.beyond.add(`what it asks of ${[...attributesOfRule(one.rule)].map((name) => `\`${name}\``).join(', ')} cannot be decided`)
    }
  }

  #take(group: RuledGroup, dn: string, provenance: Provenance): void {
    group.fitting += 1
    if (group.listed.size > 0 && !group.listed.has(dn)) group.unlisted += 1
    // Whom the server lists is a member already.
    if (!group.listed.has(dn)) this.#batches.member(group.number, this.#batches.numberOf(`dn:${dn}`), 'dynamic', provenance)
  }
}

const GROUP_ATTRIBUTES = ['objectclass', 'cn', 'description', 'owner', 'gidnumber']

/**
 * Did the server put in whom the rule finds? `groupOfURLs` (dyngroup schema) allows no `member`, so that whoever is shown in an entry
 * without a class that does was found by the server (`slapo-dynlist(5)`), among those whom the reader sees.
 */
function isExpanded(text: RecordText, listed: ReadonlySet<string>): boolean {
  const classes = text.classes()
  return listed.size > 0 && !['groupofnames', 'groupofuniquenames', 'groupofmembers'].some((name) => classes.has(name))
}
