import { type Document, LineCounter, type Node, isMap, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type Diagnostic, byPlace } from './diagnostic.ts'
import { type Result, failed, succeeded } from './result.ts'
import { type YamlCodes, type YamlPath, schemaComplaints } from './schema-complaints.ts'

export interface YamlText<Value> {
  readonly value: Value
  /** Where the value at `path` stands; where its nearest parent stands, if it is not written. */
  readonly diagnostic: (path: YamlPath, said: Pick<Diagnostic, 'code' | 'level' | 'message' | 'help'>) => Diagnostic
}

/**
 * Reads a small YAML file of an operator's against `schema`; all that is wrong with it at once, by place.
 *
 * YAML 1.2 core, one document, no duplicate keys, no tags. Schemas must be strict objects, so that an unknown key is an error.
 */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
  codes: YamlCodes,
): Result<YamlText<z.output<Schema>>, readonly Diagnostic[]> {
  const lineCounter = new LineCounter()
  function at(offset: number, said: Pick<Diagnostic, 'code' | 'level' | 'message' | 'help'>): Diagnostic {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), ...said }
  }
  function broken(offset: number, message: string): Diagnostic {
    return at(offset, { code: codes.syntax, level: 'error', message, help: null })
  }

  let document: Document.Parsed
  let value: unknown
  try {
    document = parseDocument(text, { lineCounter, uniqueKeys: true, prettyErrors: false, stringKeys: true })
    // Only the first: the others mostly follow from it.
    const [syntax] = [...document.errors, ...document.warnings]
    if (syntax !== undefined) return failed([broken(syntax.pos[0], `YAML: ${firstLine(syntax.message)}`)])
    value = document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    // What the parser throws beyond its own errors: nested too deep for the stack, more aliases than allowed.
    return failed([broken(0, `YAML: ${cause instanceof Error ? firstLine(cause.message) : String(cause)}`)])
  }

  const contents = document.contents as Node | null
  function offsetOf(path: YamlPath): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined
      if (node?.range) return node.range[0]
    }
    return contents?.range?.[0] ?? 0
  }
  function offsetOfKey(path: YamlPath, key: string): number {
    const map = path.length === 0 ? contents : (document.getIn(path, true) as Node | undefined)
    const pair = isMap(map) ? map.items.find((item) => keyText(item.key) === key) : undefined
    return (pair?.key as Node | undefined)?.range?.[0] ?? offsetOf(path)
  }

  const parsed = schema.safeParse(value ?? {}, { reportInput: true })
  if (parsed.success) return succeeded({ value: parsed.data, diagnostic: (path, said) => at(offsetOf(path), said) })
  const complaints = parsed.error.issues.flatMap((issue) => schemaComplaints(issue, schema, codes))
  return failed(
    complaints
      .map(({ path, key, code, message, help }) =>
        at(key === null ? offsetOf(path) : offsetOfKey(path, key), { code, level: 'error', message, help }),
      )
      .sort(byPlace),
  )
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : String(key)
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? ''
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`
}
