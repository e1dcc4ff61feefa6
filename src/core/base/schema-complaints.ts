import type { z } from 'zod'
import { nameHelp, nearestName } from './nearest-name.ts'

/** The codes under which one kind of file reports what is wrong with it. */
export interface YamlCodes {
  readonly syntax: string
  readonly missing: string
  readonly unknown: string
  readonly type: string
  readonly choice: string
  readonly form: string
}

export type YamlPath = readonly (string | number)[]

/** A refinement of a schema sends its help, and its own code if it has one, with the issue. */
export interface IssueParams {
  readonly code?: string
  readonly help?: string
}

/** What a schema has against a value: `path` leads to the value, or to the map in which `key` should not stand. */
export interface SchemaComplaint {
  readonly path: YamlPath
  readonly key: string | null
  readonly code: string
  readonly message: string
  readonly help: string | null
}

/** A zod issue in words of the house. A missing key lands on the map that lacks it. */
export function schemaComplaints(issue: Issue, schema: z.ZodType, codes: YamlCodes, above: YamlPath = []): readonly SchemaComplaint[] {
  const path = [...above, ...(issue.path as YamlPath)]
  const name = path.length === 0 ? 'the file' : `\`${path.join('.')}\``
  const missing = { path: path.slice(0, -1), key: null, code: codes.missing, message: `key ${name} is missing`, help: null }
  function choice(input: unknown, allowed: readonly string[]): SchemaComplaint {
    const written = typeof input === 'string' ? input : JSON.stringify(input)
    return { path, key: null, code: codes.choice, message: `${name} is \`${written}\``, help: nameHelp(written, allowed) }
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, keysAt(schema, path), codes.unknown))
    case 'invalid_union': {
      if (issue.discriminator !== undefined && 'options' in issue) {
        const written = member(issue.input, issue.discriminator)
        if (written !== undefined) return [choice(written, issue.options.map(String))]
        // Until the deciding key is there, nothing can be said of the others; but one of them may be it, misspelt.
        const known = new Set(keysAt(schema, path.slice(0, -1)))
        const strange = Object.keys(Object(issue.input) as object).filter((key) => !known.has(key))
        const near = nearestName(issue.discriminator, strange)
        return [near === null ? missing : unknownKey(path.slice(0, -1), near, [issue.discriminator], codes.unknown)]
      }
      const nearest = closest(issue.errors)
      if (nearest !== null) return nearest.flatMap((inner) => schemaComplaints(inner, schema, codes, path))
      break
    }
    case 'invalid_type': {
      if (issue.input === undefined) return [missing]
      const message = `${name} is ${kindOf(issue.input)}, expected ${expectedKind(issue.expected)}`
      return [{ path, key: null, code: codes.type, message, help: null }]
    }
    case 'invalid_value':
      return issue.input === undefined ? [missing] : [choice(issue.input, issue.values.map(String))]
    default:
      break
  }
  const { code = codes.form, help = null } = paramsOf(issue)
  const message = `${name}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`
  return [{ path, key: null, code, message, help }]
}

function unknownKey(path: YamlPath, key: string, known: readonly string[], code: string): SchemaComplaint {
  const where = path.length === 0 ? '' : ` in \`${path.join('.')}\``
  return { path, key, code, message: `unknown key \`${key}\`${where}`, help: nameHelp(key, known) }
}

type Issue = z.core.$ZodIssue

function paramsOf(issue: Issue): IssueParams {
  return issue.code === 'custom' ? ((issue.params ?? {}) as IssueParams) : {}
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}

// Of the forms that a value may have, the one of which most is right: of the same type, then with the deepest first complaint.
function closest(forms: readonly (readonly Issue[])[]): readonly Issue[] | null {
  function rightness(form: readonly Issue[]): number {
    const first = form[0]
    return first === undefined || (first.code === 'invalid_type' && first.path.length === 0) ? -1 : first.path.length
  }
  let best: readonly Issue[] | null = null
  for (const form of forms) if (form.length > 0 && (best === null || rightness(form) > rightness(best))) best = form
  return best
}

/** Keys that the schema knows at `path`, through records, arrays, optionals and unions. */
function keysAt(schema: z.ZodType, path: YamlPath): readonly string[] {
  let here: readonly Definition[] = [schema as unknown as Definition]
  for (const step of path) here = here.flatMap((definition) => unwrapped(definition).flatMap((inner) => child(inner, step)))
  return here.flatMap((definition) => unwrapped(definition).flatMap(({ def }) => Object.keys(def.shape ?? {})))
}

interface Definition {
  readonly def: {
    readonly shape?: Readonly<Record<string, Definition>>
    readonly element?: Definition
    readonly valueType?: Definition
    readonly innerType?: Definition
    readonly in?: Definition
    readonly options?: readonly Definition[]
  }
}

function unwrapped(definition: Definition): readonly Definition[] {
  const { innerType, in: input, options } = definition.def
  if (innerType !== undefined) return unwrapped(innerType)
  if (input !== undefined) return unwrapped(input)
  if (options !== undefined) return options.flatMap(unwrapped)
  return [definition]
}

function child({ def }: Definition, step: string | number): readonly Definition[] {
  const found = typeof step === 'number' ? def.element : (def.shape?.[step] ?? def.valueType)
  return found === undefined ? [] : [found]
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'boolean' ? '`true` or `false`' : typeof value === 'number' ? 'a number' : 'text'
}

function expectedKind(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: '`true` or `false`',
    array: 'a list',
    object: 'a map',
    record: 'a map',
  }
  return names[expected] ?? expected
}
