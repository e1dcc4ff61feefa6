import { z } from 'zod'
import { nameHelp } from '../base/nearest-name.ts'
import { complain, complainAtKey, type Cursor, cursorAt, exists, member } from './cursor.ts'
import { choiceNames, mapNames } from './schema/map-type.ts'
import { type ValueType, valueTypes } from './schema/value-type.ts'
import { plainValue, type YamlNode } from './yaml-tree.ts'
import { isoDateHelp } from './iso-date-help.ts'
import { isProtectedWord } from './protected-attributes.ts'

/** The value at `at`, if it has the form that `schema` asks for; else null, and every problem told at its place. */
export function checkedValue<Schema extends z.ZodType>(schema: Schema, at: Cursor): z.output<Schema> | null {
  const outcome = schema.safeParse(at.node === null ? undefined : plainValue(at.node))
  if (outcome.success) return outcome.data
  for (const issue of outcome.error.issues) tell(issue, schema, at)
  return null
}

function tell(issue: z.core.$ZodIssue, root: z.ZodType, start: Cursor): void {
  const at = cursorAt(start, issue.path)
  if (at.node?.kind === 'scalar' && at.node.isRefused) return
  const declared = schemaAt(root, start, issue.path)
  const schema = branchFor(declared, at)
  if (issue.code === 'unrecognized_keys') return issue.keys.forEach((key) => tellUnknownKey(key, schema, at))
  if (!exists(at)) {
    const parent = cursorAt(start, issue.path.slice(0, -1))
    return tellMissing(String(issue.path.at(-1)), branchFor(schemaAt(root, start, issue.path.slice(0, -1)), parent), at)
  }
  if (issue.code === 'invalid_key') return tellKey(String(issue.path.at(-1)), at)
  if (issue.code === 'invalid_union') return tellChoice(issue.errors, declared, schema, at)
  tellValue(issue, schema, at)
}

function tellUnknownKey(key: string, schema: z.ZodType, map: Cursor): void {
  const name = mapNames.get(schema)
  const at = member(map, key)
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  if (isProtectedWord(key)) return complainAtKey(at, 'P019', protectedMessage(key), PROTECTED_HELP)
  const code = name?.unknownKeyCode ?? 'P012'
  const what = code === 'P043' ? `unknown condition \`${key}\`` : `unknown key \`${key}\` in ${name?.says ?? 'a map'}`
  // A DN without quotes in a flow map falls apart at its commas.
  complainAtKey(at, code, what, /^[A-Za-z]+=/u.test(key) ? 'quote the address' : nameHelp(key, known))
}

function tellMissing(key: string, schema: z.ZodType, at: Cursor): void {
  complain(at, 'P011', `missing key \`${key}\` in ${mapNames.get(schema)?.says ?? 'a map'}`)
}

function tellKey(key: string, at: Cursor): void {
  complainAtKey(
    at,
    'P016',
    `\`${key}\` is not a slug`,
    'lower-case letters, digits and `-`, beginning with a letter, at most 63 characters',
  )
}

// The branch that the author meant is the list or the map where one stands; a scalar is told by the choice's own name.
function tellChoice(branches: readonly (readonly z.core.$ZodIssue[])[], choice: z.ZodType, meant: z.ZodType, at: Cursor): void {
  const options = choice instanceof z.ZodUnion ? (choice.options as readonly z.ZodType[]) : []
  if (meant instanceof z.ZodArray || meant instanceof z.ZodObject) {
    return (branches[options.indexOf(meant)] ?? []).forEach((issue) => tell(issue, meant, at))
  }
  const { says, code } = choiceNames.get(choice) ?? { says: 'something else', code: 'P013' }
  if (at.node?.kind === 'scalar' && typeof at.node.value === 'number' && options.some((one) => valueTypes.get(one)?.quotable === true)) {
    return complain(at, 'P017', `\`${at.node.source}\` is a number where text is expected`, 'quote it')
  }
  if (code === 'P016' && at.node?.kind === 'scalar' && at.node.value !== null)
    return complain(at, code, `\`${at.node.source}\` is not ${says}`)
  complain(at, 'P013', `expected ${says}, found ${found(at.node)}`)
}

function tellValue(issue: z.core.$ZodIssue, schema: z.ZodType, at: Cursor): void {
  const type = valueTypes.get(schema)
  const node = at.node
  if (type === undefined) return tellCollection(issue, schema, at)
  if (node?.kind !== 'scalar' || node.value === null)
    return complain(at, 'P013', `expected ${expected(type, schema)}, found ${found(node)}`)
  if (typeof node.value === 'number' && type.quotable) {
    return complain(at, 'P017', `\`${node.source}\` is a number where text is expected`, 'quote it')
  }
  if (typeof node.value === 'boolean' && type.code === 'P013')
    return complain(at, 'P013', `expected ${type.says}, found ${found(node)}`, type.help)
  if (type.code === 'P013')
    return complain(at, 'P013', `expected ${type.says}, found ${found(node)}`, flagHelp(schema, node.source) ?? type.help)
  const help = type.code === 'P015' ? (isoDateHelp(node.source) ?? type.help) : type.help
  if (type.code !== 'P014') return complain(at, type.code, `\`${node.source}\` is not ${type.says}`, help)
  complain(at, 'P014', `\`${node.source}\` is not in the list`, nameHelp(node.source, choices(schema)))
}

function tellCollection(issue: z.core.$ZodIssue, schema: z.ZodType, at: Cursor): void {
  const map = schema instanceof z.ZodObject || schema instanceof z.ZodRecord
  const what = map ? 'a map' : 'a list'
  const fewest = issue.code === 'too_small' ? Number(issue.minimum) : 0
  if (fewest > 0)
    return complain(at, 'P013', fewest === 1 ? `expected ${what} with at least one entry` : `expected at least ${fewest} entries`)
  const empty = at.node?.kind === 'scalar' && at.node.value === null ? `write \`${map ? '{}' : '[]'}\`, or leave the key out` : null
  const single = !map && at.node?.kind === 'scalar' && at.node.value !== null ? `write \`[${at.node.source}]\`` : null
  complain(at, 'P013', `expected ${what}, found ${found(at.node)}`, empty ?? single)
}

function expected(type: ValueType, schema: z.ZodType): string {
  return type.code === 'P014'
    ? `one of ${choices(schema)
        .map((value) => `\`${value}\``)
        .join(', ')}`
    : type.says
}

function found(node: YamlNode | null): string {
  if (node === null) return 'nothing'
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a map' : 'a list'
  if (node.value === null) return 'nothing'
  if (node.value === '') return 'an empty text'
  return node.source.length > 60 ? `\`${node.source.slice(0, 60)}…\`` : `\`${node.source}\``
}

function flagHelp(schema: z.ZodType, source: string): string | null {
  if (!(schema instanceof z.ZodBoolean || schema instanceof z.ZodLiteral)) return null
  if (/^(y|yes|on|true)$/iu.test(source)) return 'write `true`'
  return schema instanceof z.ZodBoolean && /^(n|no|off|false)$/iu.test(source) ? 'write `false`' : null
}

function choices(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodEnum ? schema.options.map(String) : []
}

/** The schema that stands behind a path; a choice at its end is left as it is. */
function schemaAt(schema: z.ZodType, at: Cursor, path: readonly PropertyKey[]): z.ZodType {
  const [step, ...rest] = path
  if (step === undefined) return unwrapped(schema)
  const bare = branchFor(unwrapped(schema), at)
  const next = cursorAt(at, [step])
  if (bare instanceof z.ZodObject) {
    const inner = (bare.shape as Record<string, z.ZodType>)[String(step)]
    return inner === undefined ? bare : schemaAt(inner, next, rest)
  }
  if (bare instanceof z.ZodRecord) return schemaAt(bare.valueType as z.ZodType, next, rest)
  if (bare instanceof z.ZodArray) return schemaAt(bare.element as z.ZodType, next, rest)
  return bare
}

// A union tells the problems of a branch as its own, if that branch alone came near; which one it was, the YAML type shows.
function branchFor(schema: z.ZodType, at: Cursor): z.ZodType {
  if (!(schema instanceof z.ZodUnion) || at.node === null) return schema
  const options = schema.options as readonly z.ZodType[]
  const kindOf = (option: z.ZodType) => (option instanceof z.ZodArray ? 'list' : option instanceof z.ZodObject ? 'map' : 'scalar')
  const fitting = options.filter((option) => kindOf(option) === at.node?.kind)
  return fitting.find((option) => kindOf(option) !== 'scalar' || valueTypes.has(option)) ?? schema
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap() as z.ZodType) : schema
}

export const PROTECTED_HELP = 'decide by affiliation, agreement, clearance, training or role'

export function protectedMessage(word: string): string {
  return `\`${word}\` is a protected attribute, or stands for one`
}
