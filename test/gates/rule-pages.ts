import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { basename } from 'node:path/posix'
import { parse } from 'yaml'
import type { RuleMeta } from '../../src/core/rules/rule.ts'
import { catalogue } from '../../src/core/rules/catalogue.ts'
import { type GateOutcome, outcome } from './gate.ts'
import { headings } from './markdown.ts'
import { trackedFiles } from './tracked-files.ts'

/** What follows the title, in this order. */
export const pageSections = [
  'What it says',
  'Reported when',
  'Not reported when',
  'Example',
  'Why it matters',
  'Severity',
  'Evidence',
  'Remediation',
  'Exception',
  'Options',
  'Serves',
  'Related rules',
]

/** What the scenarios of a rule must show between them. */
export const shownByScenarios = ['reported', 'not-reported', 'incomplete']

/** Every rule of the catalogue has its file, its scenarios and its page; no page and no scenario is about a rule that is not there. */
export async function rulePages(root: string): Promise<GateOutcome> {
  const rules = catalogue.map(({ meta }) => meta)
  const names = new Set(rules.map(({ name }) => name))
  const twice = rules
    .filter(({ id }, index) => rules.findIndex((other) => other.id === id) !== index)
    .map(({ id }) => `${id} is given twice`)
  const scenarios = scenariosOf(root)
  const pages = trackedFiles(root, ['docs/rules']).filter((path) => path.endsWith('.md') && basename(path) !== 'README.md')
  const orphans = [
    ...pages.filter((path) => !names.has(basename(path, '.md'))),
    ...scenarios.filter(({ rule }) => rule !== null && !names.has(rule)).map(({ path }) => path),
  ].map((path) => `${path}: the catalogue has no such rule`)
  const problems = rules.flatMap((meta) => ruleProblems(root, meta, scenarios))
  return outcome(`${rules.length} rules, ${scenarios.length} scenarios`, [...twice, ...problems, ...orphans])
}

interface RuleScenario {
  readonly path: string
  readonly rule: string | null
  readonly shows: unknown
}

function scenariosOf(root: string): RuleScenario[] {
  return trackedFiles(root, ['fixtures/scenarios'])
    .filter((path) => path.endsWith('/scenario.yaml'))
    .map((path) => {
      const { rule, shows } = parse(readFileSync(join(root, path), 'utf8')) as { rule?: unknown; shows?: unknown }
      return { path, rule: typeof rule === 'string' ? rule : null, shows }
    })
}

function ruleProblems(root: string, meta: RuleMeta, scenarios: readonly RuleScenario[]): string[] {
  const page = `docs/rules/${meta.name}.md`
  const shown = scenarios.filter(({ rule }) => rule === meta.name).map(({ shows }) => shows)
  const missing = [`src/core/rules/${meta.name}.ts`, page].filter((path) => !existsSync(join(root, path)))
  return [
    ...missing.map((path) => `${meta.id} ${meta.name}: ${path} is missing`),
    ...shownByScenarios.filter((kind) => !shown.includes(kind)).map((kind) => `${meta.id} ${meta.name}: no scenario \`shows: ${kind}\``),
    ...(missing.includes(page) ? [] : pageProblems(meta, readFileSync(join(root, page), 'utf8')).map((problem) => `${page}: ${problem}`)),
  ]
}

/** What a page of a rule lacks. */
export function pageProblems({ id, name }: Pick<RuleMeta, 'id' | 'name'>, text: string): string[] {
  const [title, ...rest] = headings(text)
  const sections = rest.filter(({ level }) => level === 2)
  const lines = text.split('\n')
  const empty = sections.filter(({ line }) => {
    const next = rest.find((other) => other.line > line)
    return lines.slice(line, next === undefined ? undefined : next.line - 1).join('').trim() === '' && (next === undefined || next.level <= 2) // prettier-ignore
  })
  const opening = lines.slice(0, (sections[0]?.line ?? 1) - 1).join('\n')
  return [
    ...(title?.level === 1 ? [] : ['it should begin with a title']),
    ...(opening.includes(id) && opening.includes(`\`${name}\``)
      ? []
      : [`before its first heading it should say \`${id}\` and the name in backticks`]),
    ...(/first version|since/i.test(opening) ? [] : ['before its first heading it should say in which version the rule came']),
    ...(sections.map((section) => section.text).join() === pageSections.join()
      ? []
      : [headingProblem(sections.map((section) => section.text))]),
    ...empty.map((section) => `nothing stands under \`${section.text}\``),
  ]
}

function headingProblem(found: readonly string[]): string {
  const index = pageSections.findIndex((section, at) => section !== found[at])
  if (index === -1) return `\`${found[pageSections.length]}\` is one heading too many`
  return `heading ${index + 1} should be \`${pageSections[index]}\`, and is ${found[index] === undefined ? 'missing' : `\`${found[index]}\``}`
}
