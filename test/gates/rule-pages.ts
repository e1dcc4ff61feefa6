import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { basename } from 'node:path/posix'
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

/** Every rule of the catalogue has its file, its test and its page, and no page tells of a rule that is not there. */
export async function rulePages(root: string): Promise<GateOutcome> {
  const rules = catalogue.map(({ meta }) => meta)
  const names = new Set(rules.map(({ name }) => name))
  const twice = rules
    .filter(({ id }, index) => rules.findIndex((other) => other.id === id) !== index)
    .map(({ id }) => `${id} is given twice`)
  const orphans = trackedFiles(root, ['docs/rules'])
    .filter((path) => path.endsWith('.md') && basename(path) !== 'README.md' && !names.has(basename(path, '.md')))
    .map((path) => `${path}: the catalogue has no such rule`)
  return outcome(`${rules.length} rules`, [...twice, ...rules.flatMap((meta) => ruleProblems(root, meta)), ...orphans])
}

function ruleProblems(root: string, meta: RuleMeta): string[] {
  const page = `docs/rules/${meta.name}.md`
  const missing = [`src/core/rules/${meta.name}.ts`, `test/core/rules/${meta.name}.test.ts`, page].filter(
    (path) => !existsSync(join(root, path)),
  )
  const problems = missing.map((path) => `${meta.id} ${meta.name}: ${path} is missing`)
  if (missing.includes(page)) return problems
  return [...problems, ...pageProblems(meta, readFileSync(join(root, page), 'utf8')).map((problem) => `${page}: ${problem}`)]
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
