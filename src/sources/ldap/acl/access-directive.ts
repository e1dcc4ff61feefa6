import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import { type DirectiveWord, directiveWords } from './directive-words.ts'

/** One `olcAccess` value (`slapd.access(5)`). */
export interface AccessDirective {
  /** The whole directive as the server shows it. */
  readonly text: string
  /** What it is about, as written. */
  readonly about: string
  readonly what: What
  readonly clauses: readonly Clause[]
}

export interface What {
  readonly scope: NameScope
  /** Null = whatever the entry holds. */
  readonly filter: string | null
  /** In lower case, `@class` and `!class` as written; null = all. */
  readonly attributes: readonly string[] | null
  /** Is it about single values of its attribute? */
  readonly ofValues: boolean
}

/** `unknown`: a form that nobody understands here. */
export type NameScope =
  | { readonly style: 'every' }
  /** `name` in its normal form. */
  | { readonly style: 'base' | 'one' | 'subtree' | 'children'; readonly name: string }
  | { readonly style: 'regex'; readonly pattern: string }
  | { readonly style: 'unknown' }

export interface Clause {
  /** As written, without the word `by`. */
  readonly text: string
  /** All must fit; never empty. */
  readonly who: readonly Who[]
  readonly access: Access
  readonly next: 'stop' | 'continue' | 'break'
}

export type Who =
  | { readonly kind: 'everyone' | 'anonymous' | 'users' | 'self' }
  /** Names in their normal form. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'listed'; readonly attribute: string }
  | { readonly kind: 'group'; readonly class: string; readonly attribute: string; readonly name: string }
  | { readonly kind: 'unknown' }

/** What a clause does to the privileges to add and to take away. */
export interface Access {
  readonly add: Effect
  readonly delete: Effect
  /** Holds for the requestor's own name as value alone (`selfwrite`). */
  readonly ownName: boolean
}

export type Effect = 'gives' | 'takes' | 'keeps'

/** Reads a directive, with or without its number in front; null where it has no form that slapd would print. */
export function accessDirective(text: string): AccessDirective | null {
  const words = directiveWords(text.replace(/^\{-?\d+\}/u, (number) => ' '.repeat(number.length)))
  if (words === null || words[0]?.value.toLowerCase() !== 'to') return null
  const starts = words.flatMap(({ value }, index) => (value.toLowerCase() === 'by' ? [index] : []))
  const aboutWords = words.slice(1, starts[0] ?? words.length)
  if (aboutWords.length === 0) return null
  const clauses = starts.map((start, index) => clauseOf(text, words.slice(start + 1, starts[index + 1] ?? words.length)))
  if (clauses.some((clause) => clause === null)) return null
  return { text, about: written(text, aboutWords), what: whatOf(aboutWords), clauses: clauses.filter((clause) => clause !== null) }
}

function written(text: string, words: readonly DirectiveWord[]): string {
  return text.slice(words[0]?.from, words.at(-1)?.to)
}

function whatOf(words: readonly DirectiveWord[]): What {
  let scope: NameScope = { style: 'every' }
  let filter: string | null = null
  let attributes: readonly string[] | null = null
  let ofValues = false
  for (const { value } of words) {
    const [, key = '', style = '', rest = ''] = /^(\w+)([^=]*)=(.*)$/su.exec(value) ?? []
    if (value === '*') continue
    if (key === 'dn') scope = scopeOf(style, rest)
    else if (key === 'filter') filter = rest
    else if (key === 'attrs' || key === 'attr') attributes = rest.toLowerCase().split(',')
    else if (key === 'val') ofValues = true
    else scope = { style: 'unknown' }
  }
  return { scope, filter, attributes, ofValues }
}

const SCOPES: Readonly<Record<string, 'base' | 'one' | 'subtree' | 'children'>> = {
  '': 'base',
  '.base': 'base',
  '.baseobject': 'base',
  '.exact': 'base',
  '.one': 'one',
  '.onelevel': 'one',
  '.sub': 'subtree',
  '.subtree': 'subtree',
  '.children': 'children',
}

function scopeOf(style: string, pattern: string): NameScope {
  if (style.toLowerCase() === '.regex') return { style: 'regex', pattern }
  const known = SCOPES[style.toLowerCase()]
  const name = normalisedDistinguishedName(pattern)
  return known === undefined || name === null || pattern === '*' ? { style: 'unknown' } : { style: known, name }
}

function clauseOf(text: string, words: readonly DirectiveWord[]): Clause | null {
  const who: Who[] = []
  let access: Access = { add: 'keeps', delete: 'keeps', ownName: false }
  let next: Clause['next'] = 'stop'
  for (const { value } of words) {
    const read = accessOf(value)
    if (value === 'stop' || value === 'continue' || value === 'break') next = value
    else if (read !== null) access = read
    else who.push(whoOf(value))
  }
  return who.length === 0 ? null : { text: written(text, words), who, access, next }
}

// A level says all that the holder has; `=`, `+` and `-` set, add and take single privileges, `w` being `a` and `z` together.
function accessOf(word: string): Access | null {
  const match = /^(real)?(self)?(?:(none|disclose|auth|compare|search|read|write|add|delete|manage)|([=+-])(0|[dxcsrwazm]+))$/u.exec(word)
  if (match === null) return null
  const [, , self, level, sign, privileges = ''] = match
  const ownName = self !== undefined
  const has = (letter: string, levels: readonly string[]): Effect => {
    if (level !== undefined) return levels.includes(level) ? 'gives' : 'takes'
    const isNamed = privileges.includes('w') || privileges.includes(letter)
    if (sign === '=') return isNamed ? 'gives' : 'takes'
    return !isNamed ? 'keeps' : sign === '+' ? 'gives' : 'takes'
  }
  return { add: has('a', ['write', 'add', 'manage']), delete: has('z', ['write', 'delete', 'manage']), ownName }
}

function whoOf(word: string): Who {
  if (word === '*') return { kind: 'everyone' }
  if (word === 'anonymous' || word === 'users' || word === 'self') return { kind: word }
  const [, key = '', style = '', pattern = ''] = /^(\w+)([^=]*)=(.*)$/su.exec(word) ?? []
  if (key === 'dnattr' && style === '') return { kind: 'listed', attribute: pattern.toLowerCase() }
  const name = normalisedDistinguishedName(pattern)
  if (name === null) return { kind: 'unknown' }
  if (key === 'dn' && SCOPES[style.toLowerCase()] === 'base') return name === '' ? { kind: 'anonymous' } : { kind: 'name', name }
  const group = key === 'group' ? /^(?:\/([^/.]+)(?:\/([^/.]+))?)?(?:\.(?:exact|base))?$/u.exec(style) : null
  if (group === null) return { kind: 'unknown' }
  return {
    kind: 'group',
    class: (group[1] ?? 'groupOfNames').toLowerCase(),
    attribute: (group[2] ?? 'member').toLowerCase(),
    name,
  }
}
