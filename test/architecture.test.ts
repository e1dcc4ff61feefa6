import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Imports, brokenLaws, importRings, importsOf, mayImport } from './gates/import-law.ts'

const core = ['core/base', 'core/model']
const three = ['core/snapshot', 'core/reach', 'core/policy', 'core/findings']
const compared = [...core, ...three, 'core/compare']
const sourcesApart = 'a source knows its own system and the evidence format, never another source'

/**
 * Who may import whom, and which packages from outside: read this first.
 *
 * The longest name that begins a module's path gives its law; `*` stands for one folder. A module may always import its own
 * folder and what lies below it. All else is listed here, with the reason that is printed when the law is broken.
 */
const MAY_IMPORT = {
  'src/core/base': mayImport([], ['temporal-polyfill', 'fastest-levenshtein'], 'everything rests on base, so it rests on nothing'),
  'src/core/base/read-yaml.ts': mayImport([], ['yaml', 'zod'], 'it is the only parser at the foot of core'),
  'src/core/base/schema-complaints.ts': mayImport([], ['zod'], 'it only puts into words what the parser found'),
  'src/core/model': mayImport(['core/base'], [], 'the words that all parts share must not know how any part works'),
  'src/core/snapshot': mayImport(core, [], 'facts are assembled before anybody asks what they mean'),
  'src/core/reach': mayImport(core, [], 'what is possible must not depend on what was declared'),
  'src/core/reach/*': mayImport(core, [], 'evaluators stand side by side; only the files at the root of reach compose them'),
  'src/core/policy': mayImport(core, ['yaml', 'zod'], 'what was declared must not depend on what is possible'),
  'src/core/findings': mayImport(core, [], 'a finding lives the same life whichever way it was found'),
  'src/core/compare': mayImport([...core, ...three], [], 'the comparison joins access and policy, and knows no rule'),
  'src/core/externals': mayImport(compared, [], 'who is external is told from the comparison, before any rule speaks'),
  'src/core/policy-draft': mayImport([...compared, 'core/externals'], [], 'a draft shows what was found, and approves nothing'),
  'src/core/expectations': mayImport(compared, [], 'an expectation asks the comparison itself, never a rule'),
  'src/core/removals': mayImport(compared, [], 'a proposal is made from the comparison, whatever rule speaks'),
  'src/core/rules': mayImport(compared, [], 'a rule sees facts, never the audit that runs it'),
  'src/core/audit': mayImport(['core'], [], 'the audit joins core and knows nothing outside it'),
  'src/core/audit.ts': mayImport(['core'], [], 'the audit joins core and knows nothing outside it, so that any night replays anywhere'),
  'src/sources/evidence': mayImport(core, ['node:', 'zod'], 'the evidence format is the same for all sources'),
  'src/sources/ldap': mayImport([...core, 'sources/evidence'], ['node:', 'node:net', 'node:tls', 'zod', 'ldapts'], sourcesApart),
  'src/sources/entra': mayImport([...core, 'sources/evidence'], ['node:', 'zod'], sourcesApart),
  'src/sources/entra/client': mayImport(
    [...core, 'sources/evidence', 'sources/entra'],
    ['node:', 'zod', '@microsoft/microsoft-graph-client', '@azure/msal-node'],
    'one folder alone knows the packages of Microsoft, and every guard against them',
  ),
  'src/sources/aws': mayImport([...core, 'sources/evidence'], ['node:', 'zod'], sourcesApart),
  'src/sources/aws/client': mayImport(
    [...core, 'sources/evidence', 'sources/aws'],
    ['node:', 'zod', '@aws-sdk', '@smithy'],
    'one folder alone knows the packages of Amazon, and every guard against them',
  ),
  'src/sources/files': mayImport([...core, 'sources/evidence'], ['node:', 'zod'], sourcesApart),
  'src/sources/table': mayImport([...core, 'sources/evidence'], ['node:', 'zod', 'csv-parse'], sourcesApart),
  'src/store': mayImport([...core, 'core/findings'], ['node:', 'zod', 'kysely'], 'what is kept outlives the code that found it'),
  'src/report': mayImport([...core, 'core/findings'], ['hono'], 'a report is made from the result and from nothing else'),
  'src/report/json': mayImport([...core, 'core/findings', 'report'], ['zod'], 'a result that is read back is a border like any other'),
  'src/config': mayImport(core, ['node:', 'node:child_process', 'zod'], 'settings serve the use cases and do not call them'),
  'src/notify': mayImport(core, ['node:', 'zod', 'nodemailer'], 'an edge serves the use cases and does not call them'),
  'src/schedule': mayImport(core, ['node:', 'node:child_process', 'croner'], 'an edge serves the use cases and does not call them'),
  'src/app': mayImport(
    ['core', 'sources', 'store', 'report', 'config', 'notify', 'schedule'],
    ['node:', 'zod'],
    'the use cases join everything and know no face',
  ),
  'src/cli': mayImport(
    [...core, 'app', 'report', 'config', 'notify', 'schedule'],
    ['node:', 'commander'],
    'a face reads arguments, asks a use case and prints',
  ),
  'src/web': mayImport([...core, 'app', 'report'], ['node:', 'hono'], 'a face reads a request, asks a use case and answers'),
  'fixtures/generate': mayImport([...core, 'sources'], ['node:'], 'planted truth must not come from the engine that it judges'),
  'test/oracle': mayImport(core, ['node:'], 'an oracle that shares code with the engine shares its mistakes'),
}

const modules = globSync('{src,fixtures/generate,test/oracle}/**/*.ts').sort()
const imports: Imports = new Map(modules.map((path) => [path, importsOf(path, readFileSync(path, 'utf8'))]))

describe('the import law', () => {
  it('is kept by every module', () => {
    expect(modules.length).toBeGreaterThan(100)
    expect(brokenLaws(MAY_IMPORT, imports)).toEqual([])
  })

  it('leaves no ring of modules in the product', () => {
    expect(importRings(new Map([...imports].filter(([path]) => path.startsWith('src/'))))).toEqual([])
  })

  it.each([
    ['a core module that reads files', 'src/core/reach/planted.ts', `import { readFileSync } from 'node:fs'`],
    ['a package that its layer was not given', 'src/core/model/planted.ts', `import { z } from 'zod'`],
    ['a package by a name that begins alike', 'src/report/planted.ts', `import { a } from 'honorary'`],
    ['a type from a layer above', 'src/core/model/planted.ts', `import type { Reach } from '../reach/reach.ts'`],
    ['an evaluator that knows another', 'src/core/reach/iam/planted.ts', `export { a } from '../membership/expansion.ts'`],
    ['an evaluator that knows its composer', 'src/core/reach/membership/planted.ts', `import '../reach.ts'`],
    ['reach that knows the policy', 'src/core/reach/planted.ts', `const policy = await import('../policy/parse-yaml.ts')`],
    ['a source that knows another', 'src/sources/table/planted.ts', `import {\n  a,\n  type B,\n} from '../ldap/connection.ts'`],
    ['a use case that opens a connection of its own', 'src/app/planted.ts', `import { connect } from 'node:net'`],
    ['a report that asks the store', 'src/report/planted.ts', `import * as store from "../store/store.ts"`],
    ['a face that opens a source', 'src/cli/planted.ts', `import { a } from '../sources/ldap/collect.ts'`],
    ['a use case that knows a face', 'src/app/planted.ts', `import { a } from '../cli/main.ts'`],
    ['product code that knows a test', 'src/app/planted.ts', `import { a } from '../../test/servers/slapd.ts'`],
    ['an oracle that asks the engine', 'test/oracle/planted.ts', `import { a } from '../../src/core/reach/reach.ts'`],
    ['a folder that no law names', 'src/helpers/planted.ts', `export const a = 1`],
  ])('catches %s', (_, module, text) => {
    const broken = brokenLaws(MAY_IMPORT, new Map([[module, importsOf(module, text)]]))
    expect(broken).toHaveLength(1)
    expect(broken[0]).toMatch(/^\S+planted\.ts (may not import \S+: \w+|stands in a folder)/)
  })

  it('catches a ring, whatever leads into it', () => {
    const ring: Imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['b']],
      ['d', ['e']],
      ['e', []],
    ]) // a → b ⇄ c
    expect(importRings(ring)).toEqual(['b → c → b'])
  })
})
