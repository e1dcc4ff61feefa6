import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { basename } from 'node:path/posix'
import { type GateOutcome, outcome } from './gate.ts'
import { headings } from './markdown.ts'
import { trackedFiles } from './tracked-files.ts'

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
  const number = name.slice(0, 4)
  const [title, ...more] = headings(text)
  const paragraphs = text.split(/\n{2,}/).slice(1)
  return [
    ...(/^\d{4}-[a-z0-9-]+\.md$/.test(name) ? [] : ['its name should be `NNNN-what-was-decided.md`']),
    ...(title?.text.startsWith(`${Number(number)}. `) === true ? [] : [`its title should be \`# ${Number(number)}. …\``]),
    ...(more.length === 0 ? [] : ['it should have no heading but its title: a decision is a page']),
    ...(/^\*\*(?:Decided|Superseded by \[\d+\]\(\S+\))\.\*\* /.test(paragraphs[0] ?? '') ? [] : ['it should begin with `**Decided.**`']),
    ...(paragraphs.some((paragraph) => paragraph.startsWith('**Why')) ? [] : ['no paragraph begins with `**Why`']),
  ]
}
