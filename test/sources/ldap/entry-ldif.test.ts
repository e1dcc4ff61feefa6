import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBinaryAttribute } from '../../../src/sources/ldap/attributes.ts'
import { EntryLdif, KeptNames } from '../../../src/sources/ldap/entry-ldif.ts'
import { allowedNames, keptEntry } from '../../../src/sources/ldap/kept-entry.ts'
import { ldifRecordText } from '../../../src/sources/ldap/ldif/ldif-writer.ts'
import { missingRanges } from '../../../src/sources/ldap/member-ranges.ts'
import { BrokenAnswer } from '../../../src/sources/ldap/message-framing.ts'
import { OutsideWatch } from '../../../src/sources/ldap/outside-members.ts'
import { entryIn } from '../../../src/sources/ldap/search-answer.ts'
import { encodedAnswer, entry, type ScriptedEntry } from '../../servers/scripted-ldap/answer.ts'
import type { LdapRequest } from '../../servers/scripted-ldap/request.ts'
import { NOW } from './facts-of.ts'

const request: LdapRequest = { kind: 'extended', name: '', messageId: 7, connection: 1, controls: [] }
const allowed = allowedNames(['cn', 'member', 'objectGUID', 'mail', 'lastLogonTimestamp', 'authTimestamp'])

const NAMES = [
  'cn CN cn;lang-de member Member member;range=0-1 member;Range=2-* objectGUID mail userPassword',
  'jpegPhoto;binary mail;binary lastLogonTimestamp authTimestamp gatehouseRecency',
].flatMap((line) => line.split(' '))
const text = fc.oneof(
  fc.constantFrom(
    'cn=a,dc=x',
    'cn=b,DC=X',
    'cn=c,dc=y',
    '',
    ' ',
    'a',
    ' a',
    'a ',
    ':a',
    '<a',
    'a:b<c',
    'ä',
    'a\nb',
    'a\rb',
    'a\0b',
    '20261101000000Z',
    '134000000000000000',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)
const value = fc.oneof(
  { weight: 3, arbitrary: text.map((written) => Buffer.from(written, 'utf8')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
)
const entries = fc.array(
  fc.record({ dn: text, attributes: fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.array(value, { maxLength: 5 })), { maxLength: 8 }) }),
  { maxLength: 6 },
)

function messageOf(sent: ScriptedEntry): Buffer {
  return encodedAnswer({ kind: 'entry', ...sent }, request)
}

/** The plain way, which makes an object of every value and a text of every entry. */
function plainly(messages: readonly Buffer[]) {
  const read = messages.map(entryIn)
  const kept = read.map(({ dn, attributes }) => ({ dn, ...keptEntry(attributes, allowed, NOW) }))
  return {
    ldif: kept.map(({ dn, attributes }) => ldifRecordText(dn, attributes, isBinaryAttribute)).join(''),
    dropped: kept.reduce((sum, one) => sum + one.dropped, 0),
    redacted: kept.reduce((sum, one) => sum + one.redacted, 0),
    missing: read.flatMap(missingRanges),
    outside: read.filter(({ attributes }) => new OutsideWatch('dc=x', []).namesOutside(attributes)).map(({ dn }) => dn),
  }
}

test('entries written from their bytes are those that are decoded, sifted and written one by one', () => {
  let compared = 0
  const names = new KeptNames(allowed, NOW)
  fc.assert(
    fc.property(entries, (sent) => {
      const messages = sent.map(messageOf)
      const page = new EntryLdif(names, new OutsideWatch('dc=x', []), null)
      for (const message of messages) page.take(message)
      const { dropped, redacted, missing, outside } = page
      expect({ ldif: Buffer.concat(page.pieces()).toString('utf8'), dropped, redacted, missing, outside }).toEqual(plainly(messages))
      expect([page.taken, page.pieces()]).toEqual([sent.length, []])
      compared += sent.length
    }),
    { numRuns: 2_000 },
  )
  console.log(`entries written from their bytes: ${compared} compared`)
})

test('an entry larger than any piece is whole, and so are many pages of one reader', () => {
  const names = new KeptNames(allowed, NOW)
  const members = Array.from({ length: 20_000 }, (_, index) => `uid=person${index},ou=people,dc=example`)
  const messages = [
    messageOf(entry('cn=all,dc=x', { member: members, cn: ['x'.repeat(600_000), 'ü'.repeat(300_000)] })),
    ...Array.from({ length: 3_000 }, (_, index) => messageOf(entry(`cn=g${index},dc=x`, { cn: [`g${index}`], mail: ['a@b'] }))),
  ]
  const page = new EntryLdif(names, null, null)
  const pieces = messages.flatMap((message) => {
    page.take(message)
    return page.pieces().map((piece) => Buffer.from(piece))
  })
  expect(Buffer.concat(pieces).toString('utf8')).toBe(plainly(messages).ldif)
})

test('one changed byte of a message gives another entry or a broken answer, as when it is decoded', () => {
  const honest = messageOf(entry('cn=a,dc=x', { cn: ['a'], member: ['cn=b', 'cn=c', 'x'.repeat(200)] }))
  const names = new KeptNames(allowed, NOW)
  let [same, broken] = [0, 0]
  for (let at = 0; at < honest.length; at++)
    for (const byte of [0x00, 0x01, 0x04, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x84, 0xff]) {
      const message = Buffer.from(honest)
      message[at] = byte
      const page = new EntryLdif(names, null, null)
      const [written, decoded] = [attempt(() => page.take(message)), attempt(() => entryIn(message))]
      expect(written).toBe(decoded)
      if (written === 'read') same += 1
      else broken += 1
    }
  expect(broken).toBeGreaterThan(100)
  console.log(`changed bytes: ${same} read, ${broken} refused, alike both ways`)
})

function attempt(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (cause) {
    if (!(cause instanceof BrokenAnswer)) throw cause
    return cause.message
  }
}
