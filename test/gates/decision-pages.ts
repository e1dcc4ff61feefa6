import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { basename } from 'node:path/posix'
import { type GateOutcome, outcome } from './gate.ts'
import { headings } from './markdown.ts'
import { trackedFiles } from './tracked-files.ts'

const sections = ['Question', 'Decision', 'Why', 'What we gave up', 'When to think again']

/** Every page in `docs/decisions/` has the form that its README asks for, a number of its own, and a line in the list there. */
export async function decisionPages(root: string): Promise<GateOutcome> {
  const folder = 'docs/decisions'
  const pages = trackedFiles(root, [folder]).filter((path) => path.endsWith('.md') && basename(path) !== 'README.md')
  const list = readFileSync(join(root, folder, 'README.md'), 'utf8')
  const problems = pages.flatMap((path) => [
    ...decisionProblems(basename(path), readFileSync(join(root, path), 'utf8')).map((problem) => `${path}: ${problem}`),
    ...(list.includes(`(${basename(path)})`) ? [] : [`${path}: ${folder}/README.md does not list it`]),
  ])
  const numbers = pages.map((path) => basename(path).slice(0, 4))
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index)
  return outcome(`${pages.length} pages`, [...problems, ...twice.map((number) => `${folder}: ${number} is given twice`)])
}

function decisionProblems(name: string, text: string): string[] {
  const [title, ...rest] = headings(text)
  const found = rest.filter(({ level }) => level === 2).map((heading) => heading.text)
  return [
    ...(/^\d{4}-[a-z0-9-]+\.md$/.test(name) ? [] : ['its name should be `NNNN-what-was-decided.md`']),
    ...(title?.level === 1 && title.text.startsWith(`${name.slice(0, 4)} `) ? [] : [`its title should be \`# ${name.slice(0, 4)} …\``]),
    ...(/^(?:Decided|Superseded by \[\d{4}\]\(\S+\),) \d{4}-\d{2}-\d{2}\.$/m.test(text)
      ? []
      : ['it should say `Decided 2026-11-26.` under its title']),
    ...(found.join() === sections.join() ? [] : [`its headings should be ${sections.join(', ')}, in this order`]),
  ]
}
