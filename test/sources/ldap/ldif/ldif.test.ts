import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ldifItems } from '../../../../src/sources/ldap/ldif/ldif-reader.ts'
import type { LdifItem } from '../../../../src/sources/ldap/ldif/ldif-record.ts'
import { ldifComment, ldifRecordText } from '../../../../src/sources/ldap/ldif/ldif-writer.ts'

describe('what is accepted', () => {
  const plain = 'version: 1\n\ndn: cn=a,dc=x\ncn: a\ncn: b\nmail: a@x\n\ndn: cn=b,dc=x\ncn: b\n'

  test.each([
    ['LF', plain],
    ['CRLF', plain.replaceAll('\n', '\r\n')],
    ['no line end at the end', plain.trimEnd()],
    ['a byte-order mark', `\ufeff${plain}`],
    ['UTF-16, little-endian, as PowerShell redirects', Buffer.from(`\ufeff${plain}`, 'utf16le')],
    ['UTF-16, big-endian', Buffer.from(`\ufeff${plain}`, 'utf16le').swap16()],
    ['folded lines', plain.replace('mail: a@x', 'mai\n l: a\n @x').replace('dc=x', 'd\n c=x')],
    ['comments anywhere, folded too', plain.replaceAll('\ncn:', '\n# a comment\n  that goes on\ncn:')],
    ['more empty lines', plain.replaceAll('\n\n', '\n\n\n\n')],
    ['base64', plain.replace('mail: a@x', `mail:: ${btoa('a@x')}`).replace('dn: cn=b,dc=x', `dn:: ${btoa('cn=b,dc=x')}`)],
    ['several spaces before a value, or none', plain.replace('mail: a@x', 'mail:   a@x').replace('cn: a', 'cn:a')],
    ['a name for people', plain.replace('mail:', 'ufn: a, x\nmail:')],
  ])('%s', async (_, text) => {
    const items = await itemsOf(text)
    expect(records(items)).toEqual([
      { dn: 'cn=a,dc=x', cn: ['a', 'b'], mail: ['a@x'] },
      { dn: 'cn=b,dc=x', cn: ['b'] },
    ])
    expect(items.filter(({ kind }) => kind === 'malformed')).toEqual([])
    expect(items.flatMap((item) => (item.kind === 'record' ? item.problems : []))).toEqual([])
  })

  test('raw UTF-8, empty values, ranged names and options', async () => {
    const items = await itemsOf('dn: cn=Zoë,dc=x\ncn: Zoë\ndescription:\nmember;range=0-1: cn=b\nmember;range=0-1: cn=c\ncn;lang-fr: é\n')
    expect(records(items)).toEqual([
      { dn: 'cn=Zoë,dc=x', cn: ['Zoë'], description: [''], 'member;range=0-1': ['cn=b', 'cn=c'], 'cn;lang-fr': ['é'] },
    ])
  })

  test('the lines of ldapsearch about the search are notes', async () => {
    const items = await itemsOf(
      '# extended LDIF\n\ndn: cn=a\ncn: a\n\nref: ldap://x/dc=y\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n\n# numEntries: 1\n',
    )
    expect(items.flatMap((item) => (item.kind === 'note' ? [`${item.line} ${item.name}: ${item.value}`] : []))).toEqual([
      '6 ref: ldap://x/dc=y',
      '9 search: 2',
      '10 result: 4 Size limit exceeded',
    ])
    expect(items.flatMap((item) => (item.kind === 'comment' ? [item.text] : []))).toEqual([
      'extended LDIF',
      'search result',
      'numEntries: 1',
    ])
  })
})

describe('what is a problem, and where', () => {
  test.each([
    ['changetype: modify', 'a change record, expected the content of an entry'],
    ['control: 1.2.3', 'a change record, expected the content of an entry'],
    ['jpegPhoto:< file:///etc/passwd', 'a value in a file (`:<`), which is never opened in `jpegPhoto`'],
    ['cn:: %%%', 'expected base64 behind `::` in `cn`'],
    ['cn:: YQ=', 'expected base64 behind `::` in `cn`'],
    ['no colon here', 'expected `attribute: value`'],
    ['-', 'expected `attribute: value`'],
    ['dn: cn=second', 'a second `dn:`, expected an empty line before it'],
  ])('`%s` inside a record', async (line, reason) => {
    const [first, second] = await itemsOf(`dn: cn=a\ncn: a\n${line}\nmail: a@x\n\ndn: cn=b\ncn: b\n`)
    expect(first).toMatchObject({ kind: 'record', problems: [{ line: 3, reason }] })
    expect(second).toMatchObject({ kind: 'record', record: { dn: 'cn=b', line: 6 }, problems: [] })
  })

  test.each([
    ['cn: headless', 'expected `dn:` at the begin of a record, found `cn:`'],
    [' goes on', 'a line that goes on, and nothing before it'],
    ['version: 2', 'expected LDIF version 1, found `2`'],
    ['dn:< file:///x', 'a value in a file (`:<`), which is never opened'],
    ['dn:: /w==', 'the name of the entry is not UTF-8'],
  ])('`%s` outside one: said once for its block', async (line, reason) => {
    const items = await itemsOf(`${line}\nmail: a@x\nsn: a\n\ndn: cn=b\ncn: b\n`)
    expect(items).toEqual([{ kind: 'malformed', problem: { line: 1, reason } }, expect.objectContaining({ kind: 'record', problems: [] })])
  })

  test('UTF-16 that ends inside a letter', async () => {
    const items = await itemsOf(Buffer.from('\ufeffdn: cn=a\ncn: a\n\n', 'utf16le').subarray(0, -1))
    expect(items.at(-1)).toMatchObject({
      kind: 'malformed',
      problem: { reason: 'the text is not well-formed UTF-16, and nothing behind this line is read' },
    })
  })
})

describe('laws', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => Uint8Array.from(Buffer.from(text, 'utf8'))),
    fc.constantFrom(' a', ':a', '<a', 'a ', '#a', '\n', '\r\n', 'a\nb: c', '', '\0').map((text) => Uint8Array.from(Buffer.from(text))),
  )
  const name = fc.constantFrom('cn', 'mail', 'objectGUID', 'member;range=0-1499', 'userCertificate;binary', 'x-1')
  const attributes = fc.uniqueArray(fc.record({ name, values: fc.array(bytes, { minLength: 1, maxLength: 4 }) }), {
    selector: (one) => one.name,
    maxLength: 5,
  })
  const entries = fc.array(fc.record({ dn: fc.string({ unit: 'grapheme', maxLength: 20 }), attributes }), { maxLength: 6 })
  const cuts = fc.array(fc.nat({ max: 300 }), { maxLength: 5 })

  test('what is written is read again, for any bytes and however the stream is cut', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(entries, cuts, fc.string({ maxLength: 20 }), async (written, at, comment) => {
        const text =
          ldifComment(comment) + written.map((entry) => ldifRecordText(entry.dn, entry.attributes, (key) => key === 'objectGUID')).join('')
        expect(text.split('\n').every((line) => line.startsWith('#') || /^\p{ASCII}*$/u.test(line))).toBe(true)
        const items = await itemsOf(Buffer.from(text, 'utf8'), at)
        const read = items.flatMap((item) => (item.kind === 'record' ? [item] : []))
        expect(read.flatMap(({ problems }) => problems)).toEqual([])
        expect(items.filter(({ kind }) => kind === 'malformed')).toEqual([])
        expect(
          read.map(({ record }) => ({
            dn: record.dn,
            attributes: [...record.attributes.values()].map(({ name, values }) => ({ name, values: values.map(hex) })),
          })),
        ).toEqual(
          written.map((entry) => ({
            dn: entry.dn,
            attributes: entry.attributes.map((one) => ({ name: one.name, values: one.values.map(hex) })),
          })),
        )
        compared += written.length
      }),
      { numRuns: 1000 },
    )
    console.log(`LDIF written and read again: ${compared} records compared`)
  })

  test('any bytes give items, never an exception', async () => {
    const line = fc.constantFrom('dn: cn=a', 'cn: x', ' fold', '# c', '', 'cn:: YQ==', 'a:< b', 'result: 0', '\ufeff', '\xff')
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
        ),
        cuts,
        async (any, at) => {
          await itemsOf(any, at)
        },
      ),
    )
  })
})

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex')
}

async function itemsOf(text: string | Uint8Array, cuts: readonly number[] = []): Promise<readonly LdifItem[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
  const edges = [0, ...[...cuts].sort((a, b) => a - b).map((cut) => Math.min(cut, bytes.length)), bytes.length]
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const [index, edge] of edges.slice(1).entries()) yield bytes.subarray(edges[index], edge)
  }
  const items: LdifItem[] = []
  for await (const batch of ldifItems(chunks())) items.push(...batch)
  return items
}

function records(items: readonly LdifItem[]): readonly unknown[] {
  return items.flatMap((item) =>
    item.kind === 'record'
      ? [
          {
            dn: item.record.dn,
            ...Object.fromEntries(
              [...item.record.attributes].map(([key, { values }]) => [key, values.map((value) => Buffer.from(value).toString('utf8'))]),
            ),
          },
        ]
      : [],
  )
}
