import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  caseIgnored,
  distinguishedNameText,
  escapedValue,
  leafValue,
  normalisedDistinguishedName,
  parseDistinguishedName,
} from '../../../src/core/base/distinguished-name.ts'

describe('spellings of one name', () => {
  test.each([
    ['letter case', 'CN=QSense-Core,OU=Projects,DC=northmoor,DC=example', 'cn=qsense-core,ou=projects,dc=northmoor,dc=example'],
    ['spaces around separators', ' CN = QSense  Core , OU=Projects ', 'cn=qsense core,ou=projects'],
    ['semicolons', 'cn=a;ou=b', 'cn=a,ou=b'],
    ['long names', 'commonName=a,organizationalUnitName=b,domainComponent=c,userId=d', 'cn=a,ou=b,dc=c,uid=d'],
    ['object identifiers', '2.5.4.3=a,OID.2.5.4.11=b,oid.0.9.2342.19200300.100.1.25=c', 'cn=a,ou=b,dc=c'],
    ['an escaped comma', String.raw`CN=Khan\, Aisha,OU=Staff`, String.raw`cn=khan\, aisha,ou=staff`],
    ['an escaped comma as hex', String.raw`CN=Khan\2C Aisha,OU=Staff`, String.raw`cn=khan\, aisha,ou=staff`],
    ['a quoted comma', 'CN="Khan, Aisha",OU=Staff', String.raw`cn=khan\, aisha,ou=staff`],
    ['a value in BER', 'cn=#0403466F6F,ou=b', 'cn=foo,ou=b'],
    ['BER that is no text', 'cn=#020103,ou=b', 'cn=#020103,ou=b'],
    ['UTF-8 as hex pairs', String.raw`cn=Lu\c4\8di\C4\87`, 'cn=lučić'],
    ['composed and decomposed letters', 'cn=Lu\u010d', 'cn=lu\u010d'],
    ['decomposed letters', 'cn=Luc\u030c', 'cn=lu\u010d'],
    ['full width letters', 'cn=\uff31\uff33', 'cn=qs'],
    ['sharp s', 'cn=Strau\u00df', 'cn=strauss'],
    ['final sigma', 'cn=\u03a3\u03c2\u03c3', 'cn=\u03c3\u03c3\u03c3'],
    ['several parts at one level, in any order', 'UID=b+CN=A,ou=x', 'cn=a+uid=b,ou=x'],
    ['the same part twice', 'cn=a+cn=A,ou=x', 'cn=a,ou=x'],
    ['an escaped space at the end is no part of a name without case', String.raw`cn=a\20,ou=x`, 'cn=a,ou=x'],
    ['a leading hash', String.raw`cn=\#a`, String.raw`cn=\23a`],
    ['an equals sign in a value', 'cn=a=b', String.raw`cn=a\=b`],
    ['the root', '', ''],
    ['an empty value', 'cn=,ou=x', 'cn=,ou=x'],
    ['a conflict object', String.raw`CN=Core\0ACNF:9f0c,DC=x`, String.raw`cn=core\0acnf:9f0c,dc=x`],
    ['bytes that are not UTF-8', String.raw`cn=A\FF`, String.raw`cn=A\ff`],
  ])('%s', (_, written, normal) => {
    expect(normalisedDistinguishedName(written)).toBe(normal)
    expect(normalisedDistinguishedName(normal)).toBe(normal)
  })

  test('types that count letter case keep it', () => {
    const host = 'krbPrincipalName=HTTP/web1.example@EXAMPLE,cn=Services,dc=x'
    expect(normalisedDistinguishedName(host)).toBe('krbprincipalname=HTTP/web1.example@EXAMPLE,cn=services,dc=x')
    expect(normalisedDistinguishedName(String.raw`memberUid=A\20`)).toBe(String.raw`memberuid=A\20`)
  })

  test('the dotless i is a letter of its own', () => {
    expect(normalisedDistinguishedName('cn=\u0131')).not.toBe(normalisedDistinguishedName('cn=i'))
  })
})

test.each([
  ['qsense-core', 'expected an attribute type and `=` at position 1'],
  ['cn=a,', 'expected an attribute type and `=` at position 6'],
  ['cn=a,,ou=b', 'expected an attribute type and `=` at position 6'],
  ['cn=a+', 'expected an attribute type and `=` at position 6'],
  ['=a', 'expected an attribute type and `=` at position 1'],
  ['cn="a', 'expected a closing `"` for the one at position 4'],
  ['cn=#0g', 'expected pairs of hex digits behind `#` at position 4'],
  ['cn=#04 x', 'expected `,` or `+` at position 8'],
  ['cn=a"b', 'expected `\\` before `"` at position 5'],
  ['cn=a\\', 'expected two hex digits or one of `\\",+<>;= #` behind each `\\` from position 4 on'],
  [String.raw`cn=a\zb`, 'expected two hex digits or one of `\\",+<>;= #` behind each `\\` from position 4 on'],
])('`%s` is not a name, and the failure says where', (text, reason) => {
  expect(parseDistinguishedName(text)).toEqual({ ok: false, error: reason })
  expect(normalisedDistinguishedName(text)).toBeNull()
})

test('the leaf gives its value without escapes', () => {
  const parsed = parseDistinguishedName(String.raw`CN=Khan\, Aisha+UID=q,OU=x`)
  if (!parsed.ok) throw new Error(parsed.error)
  expect(leafValue(parsed.value, 'cn')).toBe('khan, aisha')
  expect(leafValue(parsed.value, 'ou')).toBeNull()
})

describe('laws', () => {
  const type = fc.constantFrom('cn', 'OU', 'Dc', 'uid', '2.5.4.3', 'commonName', 'memberUid', 'x-own')
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({ maxLength: 8 }),
  )
  const names = fc.array(fc.array(fc.tuple(type, text), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })

  function written(levels: readonly (readonly (readonly [string, string])[])[], escape: (value: string) => string): string {
    return levels.map((parts) => parts.map(([kind, value]) => `${kind}=${escape(value)}`).join('+')).join(',')
  }

  test('every name that can be written parses, and its normal form is its own', () => {
    fc.assert(
      fc.property(names, (levels) => {
        const normal = normalisedDistinguishedName(written(levels, escapedValue))
        expect(normal).not.toBeNull()
        expect(normalisedDistinguishedName(normal ?? '')).toBe(normal)
      }),
      { numRuns: 2000 },
    )
  })

  test('escapes, hex pairs, quotes and BER say the same', () => {
    fc.assert(
      fc.property(names, (levels) => {
        const normal = normalisedDistinguishedName(written(levels, escapedValue))
        expect(normalisedDistinguishedName(written(levels, allHex))).toBe(normal)
        expect(normalisedDistinguishedName(written(levels, quoted))).toBe(normal)
        expect(normalisedDistinguishedName(written(levels, ber))).toBe(normal)
      }),
      { numRuns: 1000 },
    )
  })

  test('letter case and the order of the parts at one level do not count', () => {
    fc.assert(
      fc.property(names, (levels) => {
        const plain = levels.map((parts) => parts.filter(([kind]) => kind !== 'memberUid')).filter((parts) => parts.length > 0)
        const normal = normalisedDistinguishedName(written(plain, escapedValue))
        const turned = plain.map((parts) => [...parts].reverse().map(([kind, value]) => [kind.toUpperCase(), caseIgnored(value)] as const))
        expect(normalisedDistinguishedName(written(turned, escapedValue))).toBe(normal)
      }),
      { numRuns: 1000 },
    )
  })

  test('the short way for plain names gives what the parser gives', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'aZ0 .-_@/,=+cnouid'.split('')), maxLength: 30 }).map((rest) => `cn=${rest}`)
    fc.assert(
      fc.property(plain, (name) => {
        const parsed = parseDistinguishedName(name)
        expect(normalisedDistinguishedName(name)).toBe(parsed.ok ? distinguishedNameText(parsed.value) : null)
      }),
      { numRuns: 5000 },
    )
  })

  test('any text at all is a name or a failure, never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'cn=\\",+;# \0A1é'.split('')), maxLength: 20 }), (any) => {
        parseDistinguishedName(any)
      }),
    )
  })

  test('a folded text folds to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        expect(caseIgnored(caseIgnored(any))).toBe(caseIgnored(any))
      }),
      { numRuns: 5000 },
    )
  })
})

function allHex(value: string): string {
  return [...new TextEncoder().encode(value)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/gu, '\\$&')}"`
}

function ber(value: string): string {
  const bytes = new TextEncoder().encode(value)
  return `#04${[bytes.length, ...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
