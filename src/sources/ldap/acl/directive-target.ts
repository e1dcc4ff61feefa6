import { caseIgnored } from '../../../core/base/distinguished-name.ts'
import type { NameScope, What } from './access-directive.ts'

/** One attribute of one entry, to which values shall be added. */
export interface Target {
  /** The entry's name in its normal form. */
  readonly name: string
  /** In lower case; `entry` and `children` are slapd's own words for the entry itself and its place for others. */
  readonly attribute: string
}

/** Is the directive about the target? `unknown` where it has a form that nobody understands here. */
export function isAbout({ scope, filter, attributes, ofValues }: What, target: Target): boolean | 'unknown' {
  const named = attributes === null ? true : anyOf(attributes.map((attribute) => isAttribute(attribute, target.attribute)))
  const placed = isInScope(scope, target.name)
  if (named === false || placed === false) return false
  const filtered = filter === null || /^\(objectclass=\*\)$/iu.test(filter) ? true : 'unknown'
  return named === true && placed === true && filtered === true && !ofValues ? true : 'unknown'
}

function anyOf(answers: readonly (boolean | 'unknown')[]): boolean | 'unknown' {
  return answers.includes(true) ? true : answers.includes('unknown') ? 'unknown' : false
}

/** Attributes of the classes that groups have (core, nis and dyngroup schema; RFC 4519, RFC 2307). */
const CLASS_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  groupofnames: ['objectclass', 'member', 'cn', 'businesscategory', 'seealso', 'owner', 'ou', 'o', 'description'],
  groupofuniquenames: ['objectclass', 'uniquemember', 'cn', 'businesscategory', 'seealso', 'owner', 'ou', 'o', 'description'],
  posixgroup: ['objectclass', 'cn', 'gidnumber', 'userpassword', 'memberuid', 'description'],
  groupofurls: ['objectclass', 'cn', 'memberurl', 'businesscategory', 'description', 'o', 'ou', 'owner', 'seealso', 'member'],
}

// `attrs=distinguishedName` holds for what derives from it (core schema).
const DERIVED: Readonly<Record<string, readonly string[]>> = { distinguishedname: ['member', 'owner', 'seealso', 'manager'] }

function isAttribute(written: string, attribute: string): boolean | 'unknown' {
  const isClass = written.startsWith('@')
  const name = written.replace(/^[@!]/u, '')
  // The pseudo-attributes belong to no class, and every attribute to this one.
  if (isClass && name === 'extensibleobject') return true
  const ofClass = CLASS_ATTRIBUTES[name]
  if (written.startsWith('!')) return ofClass === undefined ? 'unknown' : !ofClass.includes(attribute)
  if (ofClass !== undefined) return ofClass.includes(attribute)
  if (isClass || /^[\d.]+$/u.test(name)) return 'unknown'
  return name === attribute || DERIVED[name]?.includes(attribute) === true
}

function isInScope(scope: NameScope, name: string): boolean | 'unknown' {
  switch (scope.style) {
    case 'every':
      return true
    case 'base':
      return name === scope.name
    case 'one':
      return parentOf(name) === scope.name
    case 'subtree':
      return name === scope.name || isBelow(name, scope.name)
    case 'children':
      return isBelow(name, scope.name)
    case 'regex':
      return matches(scope.pattern, name)
    case 'unknown':
      return 'unknown'
  }
}

function isBelow(name: string, above: string): boolean {
  return above === '' ? name !== '' : name.endsWith(`,${above}`)
}

/** The name of the entry above; a comma inside a value is escaped. */
export function parentOf(name: string): string {
  return /(?<=(?:^|[^\\])(?:\\\\)*),(.*)$/su.exec(name)?.[1] ?? ''
}

// POSIX and JavaScript agree on these signs; where a pattern has others, or a repeated group that repeats inside, nobody says so.
const COMMON_PATTERN = /^(?:[\w ,=@/:;-]|\\[.,+*?()[\]|^$\\]|\[\^?[\w ,=@.;-]+\]|[.*+?|^$()])*$/u
const NESTED_REPEAT = /\)[*+{]/u

function matches(pattern: string, name: string): boolean | 'unknown' {
  if (pattern.length > 500 || !COMMON_PATTERN.test(pattern) || NESTED_REPEAT.test(pattern)) return 'unknown'
  // slapd compares without letter case; its own form of a name and ours are one for plain names.
  if (!/^[\w ,=@./-]*$/u.test(name)) return 'unknown'
  try {
    return new RegExp(pattern, 'iu').test(caseIgnored(name))
  } catch (cause) {
    if (cause instanceof SyntaxError) return 'unknown'
    throw cause
  }
}
