import { z } from 'zod'
import { parseDay } from '../core/base/instant.ts'
import { type Diagnostic, byPlace } from '../core/base/diagnostic.ts'
import { nameHelp } from '../core/base/nearest-name.ts'
import { type YamlText, readYaml } from '../core/base/read-yaml.ts'
import type { YamlPath } from '../core/base/schema-complaints.ts'
import { sortedBy } from '../core/base/order.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { JoinKey, JoinOverrule, Joins } from '../core/model/joins.ts'
import { parsePersonReference } from '../core/model/person-reference.ts'
import { parseResourceAddress } from '../core/model/resource-address.ts'
import { CONFIG_CODES, sourceName, text } from './field.ts'
import { configText } from './load-config.ts'

const key = z.strictObject({
  name: text,
  source: sourceName,
  attribute: text,
  equals: z.enum(['employee-number', 'upn', 'eppn', 'mail']),
  written_by: z.enum(['institution', 'holder']),
  reassigned: z.enum(['never', 'possible']),
})

const overrule = z.strictObject({
  account: text.refine((written) => parseResourceAddress(written) !== null, 'expected `<source>:<native id or name>`'),
  person: text.refine(
    (written) => written === 'none' || parsePersonReference(written) !== null,
    'expected a mail, UPN or eppn, `id:<employee number>`, or `none`',
  ),
  reason: text,
  by: text,
  on: text.refine((written) => parseDay(written) !== null, 'expected a day such as `2026-11-30`'),
})

/** The joins file, as it is written. */
const joinsSchema = z.strictObject({
  version: z.literal(1),
  keys: z.array(key).default([]),
  overrules: z.array(overrule).default([]),
})

/** The joins file at `path`, or all that is wrong with it, by place. `sources` are the configured ones: no other may be named. */
export async function loadJoins(path: string, sources: readonly string[]): Promise<Result<Joins, readonly Diagnostic[]>> {
  const written = await configText(path)
  if (!written.ok) return written
  const read = readYaml(written.value, path, joinsSchema, CONFIG_CODES)
  if (!read.ok) return read
  const contradictions = doubles(read.value, sources)
  if (contradictions.length > 0) return failed(contradictions)
  const { keys, overrules } = read.value.value
  return succeeded({
    keys: sortedBy(keys.map(joinKey), ({ name }) => name),
    overrules: sortedBy(overrules.map(joinOverrule), ({ account }) => account),
  })
}

function joinKey({ name, source, attribute, equals, written_by: writtenBy, reassigned }: z.infer<typeof key>): JoinKey {
  return { name, source, attribute: attribute.toLowerCase(), equals, writtenBy, reassigned }
}

function joinOverrule({ account, person, reason, by, on }: z.infer<typeof overrule>): JoinOverrule {
  const day = parseDay(on)
  if (day === null) throw new Error(`the schema let a day through that is none: ${on}`)
  return { account, person: person === 'none' ? null : person, reason, by, on: day }
}

// Two entries about one thing would let their order decide.
function doubles({ value, diagnostic }: YamlText<z.infer<typeof joinsSchema>>, sources: readonly string[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  function second(path: YamlPath, named: string): readonly Diagnostic[] {
    const mark = `${path[0]} ${path[2]} ${named}`
    if (seen.has(mark))
      return [
        diagnostic(path, {
          code: CONFIG_CODES.together,
          level: 'error',
          message: `\`${named}\` stands twice`,
          help: 'keep one of the two',
        }),
      ]
    seen.add(mark)
    return []
  }
  function stranger(path: YamlPath, source: string): readonly Diagnostic[] {
    if (sources.includes(source)) return []
    const message = `no source \`${source}\` is configured`
    return [diagnostic(path, { code: CONFIG_CODES.noSuchSource, level: 'error', message, help: nameHelp(source, sources) })]
  }
  return [
    ...value.keys.flatMap(({ name, source, attribute }, position) => [
      ...second(['keys', position, 'name'], name),
      ...second(['keys', position, 'attribute'], `${source}:${attribute.toLowerCase()}`),
      ...stranger(['keys', position, 'source'], source),
    ]),
    ...value.overrules.flatMap(({ account }, position) => [
      ...second(['overrules', position, 'account'], account),
      ...stranger(['overrules', position, 'account'], parseResourceAddress(account)?.source ?? ''),
    ]),
  ].sort(byPlace)
}
