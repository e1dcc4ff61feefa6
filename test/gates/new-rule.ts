import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalogue } from '../../src/core/rules/catalogue.ts'
import { shownByScenarios } from './rule-pages.ts'
import { newRulePage, newRuleSource, newScenario, withRule } from './new-rule-text.ts'

/** `npm run new:rule -- ACC-09 access-missing`: writes the rule, its page, its scenarios and its line in the catalogue. Replaces nothing. */
const root = fileURLToPath(new URL('../../', import.meta.url))
const [id = '', name = ''] = process.argv.slice(2)
const problem = refusal()
if (problem !== null) {
  console.error(`new:rule: ${problem}\n  help: npm run new:rule -- ACC-09 access-missing`)
  process.exit(64)
}

const catalogueFile = 'src/core/rules/catalogue.ts'
for (const [path, text] of Object.entries(newFiles())) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { flag: 'wx' })
  console.log(`wrote ${path}`)
}
writeFileSync(join(root, catalogueFile), withRule(readFileSync(join(root, catalogueFile), 'utf8'), { id, name }))
console.log(`added it to ${catalogueFile}; the entries stand by id: move the line to its place`)
console.log('now: npm run check -- rules')

function newFiles(): Record<string, string> {
  return {
    [`src/core/rules/${name}.ts`]: newRuleSource({ id, name }),
    [`docs/rules/${name}.md`]: newRulePage({ id, name }),
    ...Object.fromEntries(
      shownByScenarios.map((shows) => [`fixtures/scenarios/${name}-${shows}/scenario.yaml`, newScenario({ id, name }, shows)]),
    ),
  }
}

function refusal(): string | null {
  if (!/^[A-Z]{3}-\d{2}$/.test(id)) return `\`${id}\` is not an id such as \`ACC-09\``
  if (!/^[a-z]+(-[a-z]+)+$/.test(name)) return `\`${name}\` is not a name such as \`access-missing\`: a noun in the failing state`
  const taken = catalogue.find(({ meta }) => meta.id === id || meta.name === name)
  if (taken !== undefined) return `${taken.meta.id} \`${taken.meta.name}\` is there already, and ids are never reused`
  const there = Object.keys(newFiles()).find((path) => existsSync(join(root, path)))
  return there === undefined ? null : `${there} is there already`
}
