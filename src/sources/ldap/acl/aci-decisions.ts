import type { StatedEntry } from '../../../core/model/access-control.ts'
import { memberRule, isInRule } from '../rules/member-rule.ts'
import { fitsFilter } from '../rules/fits-filter.ts'
import { searchFilter } from '../../../core/base/search-filter.ts'
import type { Aci, AciPermission, AciSubject, AciTarget } from './aci.ts'
import type { Decision, DecisionList } from './decision-list.ts'

/** One right on an entry, or on one attribute of it. */
export interface AciQuestion {
  /** Normal form. */
  readonly name: string
  /** In lower case; null for the entry itself. */
  readonly attribute: string | null
  readonly rights: readonly string[]
  /** Values of the entry, where they are known. */
  readonly valuesOf: (attribute: string) => readonly string[] | null
  /** Null for what is unknown; empty for nobody. */
  readonly namesOf: (subject: AciSubject) => readonly StatedEntry['who'][] | 'everyone' | null
}

/**
 * What 389 Directory Server decides from its rules: whoever is denied may not, and of the others who is allowed may.
 *
 * A rule of a form that is not understood is unassessed where it speaks of the right: nothing is claimed then if it may deny.
 */
export function aciDecisions(rules: readonly Aci[], question: AciQuestion): DecisionList {
  const denied: Decision[] = []
  const allowed: Decision[] = []
  const unassessed = new Set<string>()
  let mayBeDenied = false
  for (const rule of rules) {
    const about = isAbout(rule, question)
    if (about === false) continue
    for (const permission of rule.permissions) {
      if (!speaksOf(permission, question.rights)) continue
      const { effect, says } = permission
      const who = about === true ? namesIn(permission, question) : null
      if (who === null) {
        unassessed.add(rule.text)
        if (effect === 'deny') mayBeDenied = true
      } else for (const one of who) (effect === 'deny' ? denied : allowed).push({ who: one, isAllowed: effect === 'allow', says })
    }
  }
  // Without anybody who is let in, nobody is kept out, either.
  if (allowed.length === 0 && !unassessed.size) return { decisions: [], unassessed: [] }
  if (allowed.length === 0 && [...unassessed].every((text) => !mayAllow(rules, text))) return { decisions: [], unassessed: [] }
  return { decisions: mayBeDenied || allowed.length === 0 ? [] : [...denied, ...allowed], unassessed: [...unassessed] }
}

function mayAllow(rules: readonly Aci[], text: string): boolean {
  return rules.some((rule) => rule.text === text && rule.permissions.some(({ effect }) => effect === 'allow'))
}

function speaksOf({ rights }: AciPermission, asked: readonly string[]): boolean {
  return rights.includes('all') || asked.some((right) => rights.includes(right))
}

function namesIn({ who }: AciPermission, { namesOf }: AciQuestion): readonly Decision['who'][] | null {
  if (who === null) return null
  const all: Decision['who'][] = []
  for (const subject of who) {
    const names = namesOf(subject)
    if (names === null) return null
    if (names === 'everyone') all.push('everyone')
    else if (names.length > 0) all.push({ key: JSON.stringify(names), names, list: subject.kind === 'listed' ? subject.attribute : null })
  }
  return all
}

function isAbout({ at, targets }: Aci, question: AciQuestion): boolean | 'unknown' {
  if (question.name !== at && at !== '' && !question.name.endsWith(`,${at}`)) return false
  const answers = targets.map((target) => fitsTarget(target, question))
  // Without a list of attributes a rule is about entries alone.
  if (question.attribute !== null && !targets.some(({ keyword }) => keyword === 'targetattr')) return false
  if (answers.includes(false)) return false
  return answers.includes('unknown') ? 'unknown' : true
}

function fitsTarget({ keyword, isNot, value }: AciTarget, question: AciQuestion): boolean | 'unknown' {
  switch (keyword) {
    case 'target': {
      const inside = isInTarget(value, question.name)
      return inside === 'unknown' ? inside : inside !== isNot
    }
    case 'targetattr': {
      if (question.attribute === null) return true
      const listed = value.split('||').map((name) => name.trim().toLowerCase())
      // The asterisk leaves out what the server itself keeps (`aci`).
      const named = listed.includes(question.attribute) || (listed.includes('*') && !OPERATIONAL.has(question.attribute))
      if (!named && listed.some((name) => name !== '*' && name.includes('*'))) return 'unknown'
      if (!isNot) return named
      return OPERATIONAL.has(question.attribute) ? 'unknown' : !named
    }
    case 'targetfilter': {
      const filter = searchFilter(value)
      const fits = filter === null ? 'unknown' : fitsFilter(filter, question.valuesOf)
      return fits === 'unknown' ? fits : fits !== isNot
    }
    default:
      return 'unknown'
  }
}

const OPERATIONAL = new Set(['aci'])

function isInTarget(url: string, name: string): boolean | 'unknown' {
  const rule = memberRule(`${url.trim()}??sub?`)
  if (!rule.ok) return 'unknown'
  if (!/[*$[]/u.test(url)) return isInRule(rule.value, name)
  // Where even the loosest reading of its asterisks does not fit, it is about something else.
  const loosest = rule.value.base
    .split('*')
    .map((piece) => piece.replaceAll(/[.+?^${}()|[\]\\]/gu, '\\$&'))
    .join('.*')
  return !/[$[]/u.test(url) && !new RegExp(`(?:^|,)${loosest}$`, 'u').test(name) ? false : 'unknown'
}
