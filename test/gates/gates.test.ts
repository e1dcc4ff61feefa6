import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { catalogue } from '../../src/core/rules/catalogue.ts'
import { decisionPages } from './decision-pages.ts'
import { diagnosticCodes } from './diagnostic-codes.ts'
import { fileSizes } from './file-sizes.ts'
import { isAllowed, licences } from './licences.ts'
import { links } from './links.ts'
import { printedText } from './printed-text.ts'
import { refusedWords } from './refused-words.ts'
import { newRulePage, newRuleSource, withRule } from './new-rule-text.ts'
import { pageProblems, pageSections } from './rule-pages.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

describe('each gate sees what was planted, and nothing else', () => {
  it('licences: a forbidden one, one for development only, one that two places tell apart, one that no lock file names', async () => {
    const root = repository({
      'package-lock.json': lock({
        'node_modules/good': { license: '(GPL-3.0 OR MIT)' },
        'node_modules/tool': { license: 'MPL-2.0', dev: true },
        'node_modules/tool-shipped': { license: 'MPL-2.0' },
        'node_modules/copyleft': { license: 'AGPL-3.0', dev: true, optional: true },
        'node_modules/silent': {},
        'node_modules/two-faced': { license: 'MIT' },
      }),
      'node_modules/two-faced/package.json': '{"license": "GPL-2.0"}',
      'node_modules/good/node_modules/fetched/package.json': '{"license": "SSPL-1.0"}',
    })
    expect((await licences(root)).lines).toEqual([
      'node_modules/tool-shipped: MPL-2.0 is not allowed at run time',
      'node_modules/copyleft: AGPL-3.0 is not allowed even for development',
      'node_modules/silent: names no licence',
      'node_modules/two-faced: package-lock.json says MIT, the package itself GPL-2.0',
      'node_modules/good/node_modules/fetched: SSPL-1.0 is not allowed at run time',
    ])
  })

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-only) AND BSD-3-Clause', false],
    ['Apache-2.0 WITH LLVM-exception', false],
    ['SEE LICENSE IN LICENSE.md', false],
  ])('licences: %s', (expression, allowed) => {
    expect(isAllowed(expression, ['MIT', 'BSD-3-Clause', 'Apache-2.0'])).toBe(allowed)
  })

  it('links: to nothing, to a heading that is not there, and out of the repository', async () => {
    const root = repository({
      'README.md': [
        '[good](docs/a.md#two-words) [web](https://example.org/x) [also](#top)',
        '# Top',
        '[gone](docs/b.md)',
        '![picture](docs/picture.png)',
        '`[code](nowhere.md)`',
        '```',
        '[block](nowhere.md)',
        '```',
        '[out](../secret.md)',
      ].join('\n'),
      'docs/a.md': '# A\n## Two `words`\n[back](../README.md#bottom)',
    })
    expect((await links(root)).lines).toEqual([
      'README.md:3: `docs/b.md` leads to nothing',
      'README.md:4: `docs/picture.png` leads to nothing',
      'README.md:9: `../secret.md` leads out of the repository',
      'docs/a.md:3: `../README.md#bottom`: README.md has no such heading',
    ])
  })

  it('decisions: a page without its form, one that no list names, and a number given twice', async () => {
    const page = (number: number) => `# ${number}. Something\n\n**Decided.** We do it.\n\n**Why this.** It is good.\n`
    const root = repository({
      'docs/decisions/README.md': '- [one](0001-one.md)\n- [two](0002-two.md)\n',
      'docs/decisions/0001-one.md': page(1),
      'docs/decisions/0001-again.md': page(1),
      'docs/decisions/0002-two.md': page(3).replace('**Decided.** ', '').replace('**Why this.**', '## Why'),
    })
    expect((await decisionPages(root)).lines).toEqual([
      'docs/decisions/0001-again.md: docs/decisions/README.md does not list it',
      'docs/decisions/0002-two.md: its title should be `# 2. …`',
      'docs/decisions/0002-two.md: it should have no heading but its title: a decision is a page',
      'docs/decisions/0002-two.md: it should begin with `**Decided.**`',
      'docs/decisions/0002-two.md: no paragraph begins with `**Why`',
      'docs/decisions: 0001 is given twice',
    ])
  })

  it('diagnostics: a code that no page tells of, one that nothing gives, and one told twice', async () => {
    const root = repository({
      'src/a.ts': `const a = { code: 'P001' }\nconst b = ['P002', 'P003']\n`,
      'docs/diagnostics.md': '| code | says |\n|---|---|\n| P001 | a |\n| `P003` | c |\n| `P003` | c |\n| P009 | z |\n',
    })
    expect((await diagnosticCodes(root)).lines).toEqual([
      'no page tells of P002 (src/a.ts)',
      'docs/diagnostics.md tells of P009, which nothing gives',
      'P003 is told more than once: docs/diagnostics.md, docs/diagnostics.md',
    ])
  })

  it('words: in what a report prints and on the page of a rule, not in names and comments', async () => {
    const root = repository({
      'src/report/a.ts': '// all clear\nconst safe = 1\nconst a = html`<p>${[1].map(() => html`It is\nsecure`)}</p>`\n',
      'docs/rules/b.md': '# B\n\n`safe` is a word that we do not say.\n\nA Suspicious person.\n',
    })
    expect((await refusedWords(root)).lines).toEqual(['docs/rules/b.md:5: `Suspicious`', 'src/report/a.ts:4: `secure`'])
  })

  it('file sizes: warns first, fails later', async () => {
    const lines = (count: number) => 'x\n'.repeat(count)
    const warned = await fileSizes(repository({ 'src/a.ts': lines(300), 'src/b.ts': lines(301) }))
    expect(warned).toMatchObject({ verdict: 'warned', lines: ['src/b.ts: 301 lines; is there a reason?'] })
    const failed = await fileSizes(repository({ 'src/b.ts': lines(301), 'src/c.ts': lines(501) }))
    expect(failed).toMatchObject({ verdict: 'failed', lines: [expect.any(String), 'src/c.ts: 501 lines; split it'] })
  })

  it('rules: a page with a heading missing, renamed, empty, or one too many', () => {
    const meta = { id: 'ACC-99', name: 'door-open' }
    const body = pageSections.map((section) => `## ${section}\nText.\n`).join('\n')
    const page = `# A door stands open\n\n\`ACC-99\` \`door-open\` · severity: high · first version 0.1\n\n${body}`
    expect(pageProblems(meta, page)).toEqual([])
    expect(pageProblems(meta, page.replace('## Example\nText.\n', ''))).toEqual(['heading 4 should be `Example`, and is `Why it matters`'])
    expect(pageProblems(meta, page.replace('## Serves\nText.', '## Serves\n'))).toEqual(['nothing stands under `Serves`'])
    expect(pageProblems(meta, `${page}\n## More\nText.`)).toEqual(['`More` is one heading too many'])
    expect(pageProblems(meta, page.replace('ACC-99', 'ACC-98'))).toHaveLength(1)
    expect(pageProblems(meta, newRulePage(meta)).every((problem) => problem.startsWith('nothing stands under'))).toBe(true)
  })
})

describe('what `npm run new:rule` writes', () => {
  const rule = { id: 'ACC-99', name: 'door-open' }

  it('has the fields that every rule has', () => {
    const fields = Array.from(newRuleSource(rule).matchAll(/^ {4}(\w+):/gm), ([, field]) => field)
    for (const { meta } of catalogue) expect(Object.keys(meta).filter((field) => field !== 'sees')).toEqual(fields)
  })

  it('stands in the catalogue, imported by path', () => {
    const before = `import { a } from './a.ts'\nimport { z } from './z.ts'\n\nexport const catalogue: readonly Rule[] = [\n  a,\n  z,\n]\n`
    expect(withRule(before, rule)).toBe(
      `import { a } from './a.ts'\nimport { doorOpen } from './door-open.ts'\nimport { z } from './z.ts'\n\nexport const catalogue: readonly Rule[] = [\n  a,\n  z,\n  doorOpen,\n]\n`,
    )
  })
})

describe('the text that a module can print', () => {
  it.each([
    [`const a = 'x' // 'y'`, 'x'],
    ['f(`a ${g({ b: `c` })} d`)', 'a c d'],
    [`s.replace(/['"\`]/g, 'x')`, 'x'],
    [`const h = a / b / c + 'x' /* 'y' */`, 'x'],
    ['`https://example.org/${path}//x` + y', 'https://example.org/ //x'],
    [`'don\\'t'`, `don\\'t`],
  ])('%s', (source, text) => {
    expect(
      printedText(source)
        .replace(/^[\s'"]+|[\s'"]+$/g, '')
        .replace(/\s+/g, ' '),
    ).toBe(text)
  })
})

function repository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-gates-'))
  roots.push(root)
  execFileSync('git', ['init', '--quiet'], { cwd: root })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

function lock(packages: Readonly<Record<string, object>>): string {
  return JSON.stringify({ packages: { '': {}, ...packages } })
}
