import { nameHelp } from '../base/nearest-name.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { checkOneOf } from './check-common.ts'
import { complain, type Cursor, items, member, members, textAt, textItems } from './cursor.ts'
import type { Names } from './names.ts'
import { isProtectedAttribute } from './protected-attributes.ts'
import { bindAddress, bindSource, nearby } from './references.ts'
import { PROTECTED_HELP, protectedMessage } from './schema-problems.ts'

const TARGETS = ['senior_lead', 'siro', 'project-lead', 'host']
const RANKS = ['siro', 'senior_lead', 'project-lead']

/** The words of `escalation` and the addresses of `authorities`. */
export function checkInstitution(institution: Cursor, names: Names): void {
  for (const { at: terms } of members(member(institution, 'escalation'))) {
    for (const { text, at } of textItems(member(terms, 'to'))) {
      if (TARGETS.includes(text) || parsePersonReference(text) !== null) continue
      complain(at, 'P014', `\`${text}\` is not in the list and not a person`, nameHelp(text, TARGETS))
    }
    checkRank(member(terms, 'may_accept'), names)
  }
  for (const at of items(member(institution, 'authorities'))) bindAddress(at, names)
}

function checkRank(at: Cursor, names: Names): void {
  const text = textAt(at)
  if (text === null || RANKS.includes(text)) return
  const role = /^officers\/(.+)$/u.exec(text)?.[1]
  if (role === undefined) complain(at, 'P014', `\`${text}\` is not in the list`, nameHelp(text, [...RANKS, 'officers/<role>']))
  else if (!names.officers.has(role)) complain(at, 'P021', `\`officers\` has no role \`${role}\``, nearby(role, names.officers))
}

/** A rule of `affiliations`: each match asks one thing of one known source, and nothing protected. */
export function checkAffiliation(rule: Cursor, names: Names): void {
  for (const match of items(member(rule, 'match'))) {
    const source = member(match, 'source')
    bindSource(source, textAt(source), names)
    const attribute = member(match, 'attribute')
    const text = textAt(attribute)
    if (text !== null && isProtectedAttribute(text)) complain(attribute, 'P019', protectedMessage(text), PROTECTED_HELP)
    checkOneOf(match, ['is', 'is_one_of', 'domain_in'], 'a match')
  }
}
