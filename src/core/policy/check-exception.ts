import { dayAfter, parseDuration } from '../base/duration.ts'
import { parsePersonReference, personReferenceKey } from '../model/person-reference.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import { ALL_LEVELS, isLevelOf, isResourceKind, levelsOf } from '../model/resource-kind.ts'
import { nameHelp, nearestName } from '../base/nearest-name.ts'
import { addressKey } from './address-key.ts'
import { checkOrder, dayAt } from './check-common.ts'
import { complain, complainAtKey, type Cursor, exists, member, members, textAt, warn } from './cursor.ts'
import { ACCESS_FIELDS, EXCEPTABLE_RULES, exceptionFields } from './exception-fields.ts'
import type { Names } from './names.ts'
import { bindAddress, refer, referProject } from './references.ts'

/** An exception names one finding exactly, for a time, approved by somebody else. */
export function checkException(exception: Cursor, longest: (project: string | null) => string, names: Names): void {
  const about = member(exception, 'about')
  checkFields(exception, about)
  checkAbout(about, names)
  checkOrder(exception, 'granted', 'expires')
  checkLength(exception, longest(textAt(member(about, 'project'))))
  checkApproval(exception)
}

function checkFields(exception: Cursor, about: Cursor): void {
  const rule = member(exception, 'rule')
  const id = textAt(rule)
  if (exists(member(rule, 'access'))) return checkForms(about, [ACCESS_FIELDS])
  if (id === null) return
  const fields = exceptionFields(id)
  switch (fields.kind) {
    case 'never':
      return complain(rule, 'P053', `\`${id}\` cannot be excepted`)
    case 'by-parts':
      return complain(
        rule,
        'P050',
        `\`${id}\` is of the family \`access\`, which is accepted by its failing parts`,
        'write for example `{access: [undeclared]}`',
      )
    case 'unknown': {
      const near = nearestName(id, EXCEPTABLE_RULES)
      return complain(
        rule,
        'P021',
        `there is no rule \`${id}\``,
        near === null ? 'the rules stand in `docs/rules/`' : `did you mean \`${near}\`?`,
      )
    }
    case 'fields':
      return checkForms(about, fields.forms)
  }
}

// Of several forms, the one that shares most keys with what is written was meant.
function checkForms(about: Cursor, forms: readonly [readonly string[], ...(readonly string[])[]]): void {
  if (about.node?.kind !== 'map') return
  const written = members(about).map(({ key }) => key)
  const shared = (form: readonly string[]) => form.filter((key) => written.includes(key)).length
  const meant = forms.reduce((best, form) => (shared(form) > shared(best) ? form : best), forms[0])
  const missing = meant.filter((key) => !written.includes(key))
  const fields = `exactly ${meant.map((key) => `\`${key}\``).join(', ')}`
  if (missing.length > 0)
    complain(about, 'P050', `the exception is not exact: missing ${missing.map((key) => `\`${key}\``).join(', ')}`, fields)
  for (const { key, at } of members(about)) {
    if (!meant.includes(key) && isFieldName(key)) complainAtKey(at, 'P050', `\`${key}\` is no identity field of this rule`, fields)
  }
}

// A key that no rule has is told by the schema.
function isFieldName(key: string): boolean {
  return FIELD_NAMES.has(key)
}

const FIELD_NAMES: ReadonlySet<string> = new Set([
  ...ACCESS_FIELDS,
  ...EXCEPTABLE_RULES.flatMap((rule) => {
    const fields = exceptionFields(rule)
    return fields.kind === 'fields' ? fields.forms.flat() : []
  }),
])

function checkAbout(about: Cursor, names: Names): void {
  for (const { at } of members(about)) {
    const text = textAt(at)
    if (text?.includes('*') === true) complain(at, 'P050', `\`${text}\` has a wildcard`, 'an exception names one thing')
  }
  referProject(member(about, 'project'), textAt(member(about, 'project')), names)
  if (names.allSectionsSeen) {
    refer(member(about, 'partner'), textAt(member(about, 'partner')), names.partners, 'there is no partner')
    refer(member(about, 'platform'), textAt(member(about, 'platform')), names.platforms, 'there is no platform')
  }
  for (const key of ['resource', 'account', 'from', 'to'] as const) bindEnd(member(about, key), key, names)
  checkSubject(member(about, 'subject'), names)
  checkLevel(about, names)
}

function bindEnd(at: Cursor, key: 'resource' | 'account' | 'from' | 'to', names: Names): void {
  const text = textAt(at)
  if (text === null || text.includes('*')) return
  if ((key === 'from' || key === 'to') && text === 'internet') return
  if ((key === 'from' || key === 'to') && parseResourceAddress(text) === null) {
    return complain(at, 'P031', `\`${text}\` is not an address`, 'write the address of a segment, in quotes, or `internet`')
  }
  bindAddress(at, names)
}

function checkSubject(at: Cursor, names: Names): void {
  const text = textAt(at)
  if (text === null || text.includes('*') || parsePersonReference(text) !== null) return
  if (parseResourceAddress(text) !== null) bindAddress(at, names)
  else
    complain(
      at,
      'P016',
      `\`${text}\` is not a person and not an address`,
      'write a mail address, UPN, eppn, `id:<employee number>`, or the address of an account',
    )
}

function checkLevel(about: Cursor, names: Names): void {
  const at = member(about, 'level')
  const level = textAt(at)
  const resource = textAt(member(about, 'resource'))
  if (level === null) return
  const declared =
    resource === null ? undefined : (names.resources.get(resource) ?? names.resources.get(addressKey(resource, 'group')))?.[0]
  const kind = declared === undefined ? null : textAt(member(declared.resource, 'kind'))
  if (kind !== null && isResourceKind(kind)) {
    if (!isLevelOf(kind, level)) complain(at, 'P030', `a ${kind} has no level \`${level}\``, nameHelp(level, levelsOf(kind)))
  } else if (!ALL_LEVELS.some((each) => each === level)) complain(at, 'P030', `\`${level}\` is not a level`, nameHelp(level, ALL_LEVELS))
}

function checkLength(exception: Cursor, longest: string): void {
  const granted = dayAt(member(exception, 'granted'))
  const expires = dayAt(member(exception, 'expires'))
  const most = parseDuration(longest)
  if (granted === null || expires === null || most === null) return
  const last = dayAfter(granted, most)
  if (expires > last)
    warn(member(exception, 'expires'), 'P051', `longer than the \`${longest}\` that are allowed`, `the last day would be \`${last}\``)
}

function checkApproval(exception: Cursor): void {
  const asked = textAt(member(exception, 'asked_by'))
  const approved = textAt(member(exception, 'approved_by'))
  const one = asked === null ? null : parsePersonReference(asked)
  const other = approved === null ? null : parsePersonReference(approved)
  if (one === null || other === null || personReferenceKey(one) !== personReferenceKey(other)) return
  warn(member(exception, 'approved_by'), 'P052', 'approved by the one who asked', 'somebody else approves')
}
