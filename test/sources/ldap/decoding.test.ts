import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LAST_USE, allAttributes, attributesOf } from '../../../src/sources/ldap/attributes.ts'
import { fileTime, generalizedTime, shadowDay } from '../../../src/sources/ldap/directory-time.ts'
import { refusedAttribute } from '../../../src/sources/ldap/drop-list.ts'
import { missingRanges } from '../../../src/sources/ldap/member-ranges.ts'
import { guidText } from '../../../src/core/base/guid.ts'
import { primaryGroupSid, sidText } from '../../../src/sources/ldap/native-id.ts'
import { recencyOf } from '../../../src/sources/ldap/recency.ts'
import { isAbove, isOutsideDomain } from '../../../src/sources/ldap/references.ts'
import { rangeOf } from '../../../src/sources/ldap/wire.ts'
import { BASE, NOW } from './facts-of.ts'

describe('native ids', () => {
  test('a GUID has its first three fields little-endian', () => {
    expect(guidText(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))).toBe('33221100-5544-7766-8899-aabbccddeeff')
    expect(guidText(Buffer.alloc(15))).toBeNull()
  })

  test.each([
    ['010500000000000515000000dcf4dc3b833d2b46828ba62800020000', 'S-1-5-21-1004336348-1177238915-682003330-512'],
    ['01020000000000052000000020020000', 'S-1-5-32-544'],
    ['010100000000000100000000', 'S-1-1-0'],
    ['0101ffffffffffff01000000', 'S-1-281474976710655-1'],
    ['0102000000000005200000002002', null],
    ['02020000000000052000000020020000', null],
    ['', null],
  ])('SID %s', (hex, text) => {
    expect(sidText(Buffer.from(hex, 'hex'))).toBe(text)
  })

  test('a primary group is of the domain of the account', () => {
    expect(primaryGroupSid('S-1-5-21-1-2-3-1104', '513')).toBe('S-1-5-21-1-2-3-513')
    expect(primaryGroupSid('S-1-5-32-544', '513')).toBeNull()
    expect(primaryGroupSid('S-1-5-21-1-2-3-1104', '-1')).toBeNull()
  })
})

describe('times', () => {
  test.each([
    ['0', 'never'],
    ['9223372036854775807', 'never'],
    ['132223104000000000', '2020-01-01T00:00:00.000Z'],
    ['132223104000000001', '2020-01-01T00:00:00.000Z'],
    ['9223372036854775806', null],
    ['-1', null],
    ['tomorrow', null],
  ])('FILETIME %s', (text, expected) => {
    expect(fileTime(text)).toBe(expected)
  })

  test.each([
    ['20261126021400Z', '2026-11-26T02:14:00.000Z'],
    ['20261126021400.5Z', '2026-11-26T02:14:00.500Z'],
    ['20261126021400,0Z', '2026-11-26T02:14:00.000Z'],
    ['202611260214Z', '2026-11-26T02:14:00.000Z'],
    ['2026112602Z', '2026-11-26T02:00:00.000Z'],
    ['20261126021400+0200', '2026-11-26T00:14:00.000Z'],
    ['20261126021400-05', '2026-11-26T07:14:00.000Z'],
    ['20261126021400', null],
    ['20261326021400Z', null],
    ['000001010000Z', null],
  ])('GeneralizedTime %s', (text, expected) => {
    expect(generalizedTime(text)).toBe(expected)
  })

  test.each([
    ['-1', 'never'],
    ['', 'never'],
    ['20454', '2026-01-01T00:00:00.000Z'],
    ['x', null],
  ])('shadow day %s', (text, expected) => {
    expect(shadowDay(text)).toBe(expected)
  })

  test.each([
    ['authtimestamp', '20261101000000Z', '≤30'],
    ['authtimestamp', '20260927020000Z', '31–90'],
    ['authtimestamp', '20260601000000Z', '91–180'],
    ['authtimestamp', '20250601000000Z', '>180'],
    ['authtimestamp', 'soon', 'unknown'],
    ['lastlogontimestamp', '0', 'never'],
    // 40 days before: with the 14 days that the value lags behind it may have been 26
    ['lastlogontimestamp', String((BigInt(Date.parse(NOW)) - 40n * 86_400_000n + 11_644_473_600_000n) * 10_000n), '≤30'],
    ['lastlogontimestamp', String((BigInt(Date.parse(NOW)) - 46n * 86_400_000n + 11_644_473_600_000n) * 10_000n), '31–90'],
  ])('recency of %s %s', (attribute, value, bucket) => {
    expect(recencyOf(attribute, value, NOW)).toBe(bucket)
  })
})

describe('the allow-list and the drop list', () => {
  test('nothing that is asked for is on the drop list, but for the description of a group', () => {
    for (const lists of [attributesOf('openldap', []), attributesOf('active-directory', []), allAttributes([])])
      expect(
        [...lists.account, ...lists.group].filter((name) => refusedAttribute(name) !== null && !LAST_USE.has(name.toLowerCase())),
      ).toEqual(['description'])
    expect(attributesOf('openldap', ['extensionAttribute5', 'MAIL']).account.filter((name) => /^(?:mail|ext)/iu.test(name))).toEqual([
      'mail',
      'extensionAttribute5',
    ])
  })

  test.each([
    'userPassword',
    'USERPASSWORD',
    'user-Password',
    'sambaNTPassword',
    'msLAPS-EncryptedPassword',
    'ms-Mcs-AdmPwd',
    'jpegPhoto',
    'thumbnailPhoto',
    'mobile',
    'c',
    'CO',
    'schacCountryOfCitizenship',
    'preferredLanguage',
    'lastLogon',
    'pwdLastSet',
    'description',
    '*',
    '+',
    'cn;lang-de',
    'a b',
  ])('a site may not add `%s`', (name) => {
    expect(refusedAttribute(name)).not.toBeNull()
  })
})

describe('ranges', () => {
  test.each([
    ['member;range=0-1499', { name: 'member', from: 0, to: 1499 }],
    ['Member;Range=1500-*', { name: 'member', from: 1500, to: null }],
    ['member;x-own;range=0-1', { name: 'member;x-own', from: 0, to: 1 }],
    ['member', null],
    ['member;range=a-b', null],
  ])('%s', (description, range) => {
    expect(rangeOf(description)).toEqual(range)
  })

  const values = [Buffer.from('x')]
  test.each([
    ['closed', [{ name: 'member;range=0-*', values }], []],
    [
      'open, beside the empty name',
      [
        { name: 'member', values: [] },
        { name: 'member;range=0-1499', values },
      ],
      [{ dn: 'cn=g', attribute: 'member', from: 1500 }],
    ],
    [
      'several in one answer',
      [
        { name: 'member;range=0-9', values },
        { name: 'member;range=10-19', values },
      ],
      [{ dn: 'cn=g', attribute: 'member', from: 20 }],
    ],
    ['empty, and no range', [{ name: 'Member', values: [] }], [{ dn: 'cn=g', attribute: 'Member', from: 0 }]],
    ['whole', [{ name: 'member', values }], []],
  ])('an entry whose list is %s', (_, attributes, missing) => {
    expect(missingRanges({ dn: 'cn=g', attributes })).toEqual(missing)
  })
})

test('what lies outside the domain, and below the base', () => {
  expect(isOutsideDomain(`ldap://x/CN=Configuration,${BASE}`, BASE)).toBe(true)
  expect(isOutsideDomain(`ldaps://x/DC=DomainDnsZones,${BASE}??sub`, BASE)).toBe(true)
  expect(isOutsideDomain(`ldap://x/DC=child,${BASE}`, BASE)).toBe(false)
  expect(isOutsideDomain('ldap://x/%zz', BASE)).toBe(false)
  expect(isOutsideDomain('', BASE)).toBe(false)
  expect(isAbove(BASE, `ou=a,${BASE.toUpperCase()}`)).toBe(true)
  expect(isAbove(BASE, BASE)).toBe(false)
  expect(isAbove(BASE, 'dc=readers,dc=example')).toBe(false)
})

test('decoders take any bytes and texts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.string({ unit: 'binary' }), (bytes, text) => {
      for (const decoded of [guidText(bytes), sidText(bytes)]) expect(decoded === null || decoded.length > 0).toBe(true)
      for (const decoded of [fileTime(text), generalizedTime(text), shadowDay(text), rangeOf(text)]) expect(decoded).not.toBeUndefined()
    }),
  )
})
