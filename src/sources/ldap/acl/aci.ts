import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'

/** One `aci` value of 389 Directory Server ("Managing access control" of its administration guide). */
export interface Aci {
  readonly text: string
  /** Normal form of the entry at which it stands; it holds for that entry and all below. */
  readonly at: string
  readonly targets: readonly AciTarget[]
  readonly permissions: readonly AciPermission[]
}

/** `(keyword operator "value")`, keyword in lower case. */
export interface AciTarget {
  readonly keyword: string
  readonly isNot: boolean
  readonly value: string
}

export interface AciPermission {
  readonly effect: 'allow' | 'deny'
  /** In lower case. */
  readonly rights: readonly string[]
  /** Whoever fits one of them; null for a condition that is more than such a list. */
  readonly who: readonly AciSubject[] | null
  /** As written. */
  readonly says: string
}

export type AciSubject =
  | { readonly kind: 'everyone' | 'self' }
  /** Normal form. */
  | { readonly kind: 'user' | 'group'; readonly name: string }
  /** Users, or members of groups, whom the entry itself lists under an attribute. */
  | { readonly kind: 'listed'; readonly attribute: string; readonly as: 'user' | 'group' }
  | { readonly kind: 'unknown' }

/** Null where the text has no form that the server would have taken. */
export function aci(text: string, at: string): Aci | null {
  const targets: AciTarget[] = []
  let rest = text.trim()
  for (;;) {
    const target = /^\(\s*(\w+)\s*(!?=)\s*"((?:[^"\\]|\\.)*)"\s*\)\s*/su.exec(rest)
    if (target === null) break
    targets.push({ keyword: (target[1] ?? '').toLowerCase(), isNot: target[2] === '!=', value: target[3] ?? '' })
    rest = rest.slice(target[0].length)
  }
  const body = /^\(\s*version\s+3\.0\s*;\s*acl\s+"((?:[^"\\]|\\.)*)"\s*;(.*)\)\s*$/isu.exec(rest)
  if (body === null) return null
  const permissions = permissionsIn(body[2] ?? '', body[1] ?? '')
  return permissions === null ? null : { text, at, targets, permissions }
}

function permissionsIn(text: string, name: string): readonly AciPermission[] | null {
  const permissions: AciPermission[] = []
  let rest = text.trim()
  while (rest !== '') {
    const head = /^(allow|deny)\s*\(([^)]*)\)\s*/isu.exec(rest)
    if (head === null) return null
    const end = endOfRule(rest, head[0].length)
    if (end === null) return null
    const rule = rest.slice(head[0].length, end).trim()
    const rights = (head[2] ?? '')
      .toLowerCase()
      .split(/[\s,]+/u)
      .filter((right) => right !== '')
    permissions.push({
      effect: head[1]?.toLowerCase() === 'deny' ? 'deny' : 'allow',
      rights,
      who: subjectsIn(rule),
      says: `aci "${name}": ${rest.slice(0, end).replaceAll(/\s+/gu, ' ').trim()}`,
    })
    rest = rest.slice(end + 1).trim()
  }
  return permissions
}

/** Where the `;` stands that ends a rule; one inside quotes does not. */
function endOfRule(text: string, from: number): number | null {
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ';' && !isQuoted) return at
  }
  return null
}

const TERM = /^\s*(\w+)\s*(!?=)\s*"((?:[^"\\]|\\.)*)"\s*/su

/** The parts of `a or b or …`, with parentheses around any of them; null for `and`, `not` and all else. */
function subjectsIn(rule: string): readonly AciSubject[] | null {
  const bare = withoutParentheses(rule)
  if (bare === null) return null
  const subjects: AciSubject[] = []
  let rest = bare
  for (;;) {
    const term = TERM.exec(rest)
    if (term === null || term[2] === '!=') return null
    subjects.push(...subjectsOf((term[1] ?? '').toLowerCase(), term[3] ?? ''))
    rest = rest.slice(term[0].length)
    if (rest.trim() === '') return subjects
    const or = /^or\b/iu.exec(rest)
    if (or === null) return null
    rest = rest.slice(or[0].length)
  }
}

/** With `or` alone, parentheses change nothing. */
function withoutParentheses(rule: string): string | null {
  let isQuoted = false
  let depth = 0
  let bare = ''
  for (let at = 0; at < rule.length; at++) {
    const letter = rule[at] ?? ''
    if (letter === '"' && rule[at - 1] !== '\\') isQuoted = !isQuoted
    if (isQuoted || (letter !== '(' && letter !== ')')) bare += letter
    else {
      depth += letter === '(' ? 1 : -1
      bare += ' '
      if (depth < 0) return null
    }
  }
  return depth === 0 && !isQuoted ? bare : null
}

function subjectsOf(keyword: string, value: string): readonly AciSubject[] {
  switch (keyword) {
    case 'userdn':
      return value.split('||').map((url) => userOf(url.trim()))
    case 'groupdn':
      return value.split('||').map((url) => {
        const name = nameIn(url.trim())
        return name === null ? { kind: 'unknown' } : { kind: 'group', name }
      })
    case 'userattr': {
      const [, attribute = '', type = ''] = /^([\w-]+)#(USERDN|GROUPDN)$/iu.exec(value.trim()) ?? []
      return attribute === ''
        ? [{ kind: 'unknown' }]
        : [{ kind: 'listed', attribute: attribute.toLowerCase(), as: type.toUpperCase() === 'USERDN' ? 'user' : 'group' }]
    }
    case 'userdnattr':
    case 'groupdnattr':
      return /^[\w-]+$/u.test(value.trim())
        ? [{ kind: 'listed', attribute: value.trim().toLowerCase(), as: keyword === 'userdnattr' ? 'user' : 'group' }]
        : [{ kind: 'unknown' }]
    default:
      return [{ kind: 'unknown' }]
  }
}

function userOf(url: string): AciSubject {
  const bare = url.toLowerCase()
  if (bare === 'ldap:///anyone' || bare === 'ldap:///all') return { kind: 'everyone' }
  // An entry that is a group, or the place above it, logs in as nobody.
  if (bare === 'ldap:///self' || bare === 'ldap:///parent') return { kind: 'self' }
  const name = nameIn(url)
  return name === null ? { kind: 'unknown' } : { kind: 'user', name }
}

/** One name, without wildcards, macros, or a search. */
function nameIn(url: string): string | null {
  const written = /^ldap:\/\/\/([^?*$[]+)$/iu.exec(url)?.[1]
  if (written === undefined) return null
  try {
    return normalisedDistinguishedName(decodeURIComponent(written))
  } catch (cause) {
    if (cause instanceof URIError) return null
    throw cause
  }
}
