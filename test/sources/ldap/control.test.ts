import { describe, expect, test } from 'vitest'
import { descriptorBytes, guidBytes, sidBytes } from './descriptor-bytes.ts'
import { BASE, factsOf, type Facts } from './facts-of.ts'

const DOMAIN = 'S-1-5-21-1-2-3'
const OWN = descriptorBytes(`${DOMAIN}-512`, [{ type: 0, rights: 0x20, trustee: `${DOMAIN}-1105` }])
const HOLDERS = descriptorBytes(`${DOMAIN}-512`, [{ type: 0, rights: 0xf01ff, trustee: `${DOMAIN}-1106` }])

const id = (index: number): string => `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`

function record(dn: string, index: number, lines: readonly string[], descriptor: Buffer | null = OWN): string {
  const list = descriptor === null ? [] : [`nTSecurityDescriptor:: ${descriptor.toString('base64')}`]
  return [`dn: ${dn}`, `objectGUID:: ${guidBytes(id(index)).toString('base64')}`, ...lines, ...list, '', ''].join('\n')
}

const group = (index: number, descriptor: Buffer | null = OWN, more: readonly string[] = []): string =>
  record(`CN=g${index},${BASE}`, index, ['objectClass: group', ...more], descriptor)
const head = record(BASE, 900, ['objectClass: domainDNS', `objectSid:: ${sidBytes(DOMAIN).toString('base64')}`])
const holder = record(`CN=AdminSDHolder,CN=System,${BASE}`, 901, ['objectClass: container'], HOLDERS)

const control = (facts: Facts): Facts['coverage'][number] | undefined => facts.coverage.find(({ dataset }) => dataset === 'control')

describe('who may change what', () => {
  test('is said of every group, of the domain and of what is protected in it', async () => {
    const facts = await factsOf({ control: head + holder + group(1) + group(2) })
    expect(facts.controls.map(({ object, provenance, lists }) => [object, provenance.record, lists.length])).toEqual([
      [{ group: `id:${id(1)}` }, id(1), 1],
      [{ group: `id:${id(2)}` }, id(2), 1],
      [{ domain: DOMAIN }, id(900), 1],
      [{ protected: DOMAIN }, id(901), 1],
    ])
    expect([facts.gaps, control(facts)?.state]).toEqual([[], 'complete'])
  })

  test('groups with the same descriptor share one list', async () => {
    const facts = await factsOf({ control: head + holder + [1, 2, 3].map((index) => group(index)).join('') })
    expect(new Set(facts.controls.filter(({ object }) => 'group' in object).map(({ lists }) => lists[0])).size).toBe(1)
  })

  test('a group without a descriptor is a gap on that group', async () => {
    const facts = await factsOf({ control: head + holder + group(1, null) + group(2) })
    expect(facts.gaps).toMatchObject([
      { code: 'dataset-incomplete', record: id(1), reason: expect.stringContaining('no descriptor is shown') },
    ])
    expect(facts.controls.some(({ object }) => 'group' in object && object.group === `id:${id(1)}`)).toBe(false)
  })

  test('a descriptor that cannot be read is a gap that says what does not fit', async () => {
    const facts = await factsOf({ control: head + holder + group(1, OWN.subarray(0, 30)) })
    expect(facts.gaps).toMatchObject([
      { code: 'record-malformed', record: id(1), reason: expect.stringMatching(/may change it.*owner at byte/u) },
    ])
  })

  test('entries of a kind that is not evaluated are counted on their group', async () => {
    const strange = descriptorBytes(null, [
      { type: 4, rights: 1, trustee: `${DOMAIN}-1105` },
      { type: 0x20, rights: 1, trustee: `${DOMAIN}-1105` },
    ])
    const facts = await factsOf({ control: head + holder + group(1, strange) })
    expect(facts.gaps).toMatchObject([{ record: id(1), reason: expect.stringContaining('2 entries of its descriptor') }])
  })

  test.each([
    ['head of the domain', holder + group(1)],
    ['container AdminSDHolder', head + group(1)],
  ])('without the %s it is partial', async (what, ldif) => {
    const facts = await factsOf({ control: ldif })
    expect(control(facts)).toMatchObject({ state: 'partial', reasons: [expect.stringContaining(what)] })
  })
})
