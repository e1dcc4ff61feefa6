import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadPolicy } from '../../src/core/policy/load-policy.ts'
import { readYaml } from '../../src/core/base/read-yaml.ts'
import { configSchema } from '../../src/config/config-schema.ts'
import { CONFIG_CODES } from '../../src/config/field.ts'

const blocks = new Map(
  Array.from(readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(/^```yaml\n# (\S+)\n(.*?)^```$/gms), ([, path = '', text = '']) => [path, text]), // prettier-ignore
)

it('shows a configuration that is understood', () => {
  expect(readYaml(blocks.get('gatehouse.yaml') ?? '', 'gatehouse.yaml', configSchema, CONFIG_CODES)).toMatchObject({ ok: true })
})

it('shows policies in which nothing is wrong', () => {
  const files = [...blocks].filter(([path]) => path.startsWith('policies/')).map(([path, text]) => ({ path, text }))
  const sources = [
    { name: 'ad', kind: 'ldap', register: null, readable: true },
    { name: 'hr', kind: 'table', register: 'hr', readable: true },
    { name: 'visitors', kind: 'table', register: 'visitors', readable: true },
  ] as const
  const { policy, diagnostics } = loadPolicy(files, { sources })
  expect(diagnostics).toEqual([])
  expect(policy?.projects.map(({ slug, entitled }) => [slug, entitled.length])).toEqual([['qsense', 2]])
})
