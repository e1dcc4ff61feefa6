import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BrokenAnswer, MessageFraming } from '../../../src/sources/ldap/message-framing.ts'
import { answerHead, entryIn, referenceIn } from '../../../src/sources/ldap/search-answer.ts'
import { entry, encodedAnswer } from '../../servers/scripted-ldap/answer.ts'
import type { LdapRequest } from '../../servers/scripted-ldap/request.ts'

const request: LdapRequest = { kind: 'extended', name: '', messageId: 7, connection: 1, controls: [] }

test('messages come out as they went in, however the stream is cut', () => {
  const message = fc.record({
    dn: fc.string({ unit: 'binary', maxLength: 10 }),
    attributes: fc.array(
      fc.tuple(fc.constantFrom('cn', 'member;range=0-1', 'jpegPhoto'), fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 })),
      { maxLength: 4 },
    ),
  })
  let compared = 0
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(4_000), { maxLength: 8 }), (sent, cuts) => {
      const bytes = Buffer.concat(
        sent.map(({ dn, attributes }) =>
          encodedAnswer(
            {
              kind: 'entry',
              dn,
              attributes: attributes.map(([name, values]) => [name, values.map((value) => Buffer.from(value))] as const),
            },
            request,
          ),
        ),
      )
      const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      const framing = new MessageFraming()
      const read = edges.slice(1).flatMap((edge, index) => framing.push(bytes.subarray(edges[index], edge)))
      expect(read.map((one) => answerHead(one))).toEqual(sent.map(() => ({ kind: 'entry', messageId: 7 })))
      expect(read.map((one) => entryIn(one))).toEqual(
        sent.map(({ dn, attributes }) => ({
          // what is not UTF-16 cannot be sent
          dn: Buffer.from(dn, 'utf8').toString('utf8'),
          attributes: attributes.map(([name, values]) => ({ name, values: values.map((value) => Buffer.from(value)) })),
        })),
      )
      compared += sent.length
    }),
    { numRuns: 1_000 },
  )
  console.log(`messages cut anywhere: ${compared} compared`)
})

test('one changed byte gives another answer or a broken one, and always an end', () => {
  const honest = encodedAnswer(entry('cn=a,dc=x', { cn: ['a'], member: ['cn=b', 'cn=c', 'x'.repeat(200)] }), request)
  const outcomes = { answered: 0, waiting: 0, broken: 0 }
  for (let at = 0; at < honest.length; at++)
    for (const value of [0x00, 0x01, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xff]) {
      const bytes = Buffer.from(honest)
      bytes[at] = value
      try {
        const messages = new MessageFraming().push(bytes)
        for (const message of messages) if (answerHead(message).kind === 'entry') entryIn(message)
        outcomes[messages.length > 0 ? 'answered' : 'waiting'] += 1
      } catch (cause) {
        if (!(cause instanceof BrokenAnswer)) throw cause
        outcomes.broken += 1
      }
    }
  expect(outcomes.broken).toBeGreaterThan(0)
  console.log(`changed bytes: ${JSON.stringify(outcomes)}`)
})

test('what is no entry and no reference is left to others', () => {
  expect(answerHead(encodedAnswer({ kind: 'done', code: 0 }, request))).toEqual({ kind: 'other', messageId: 7 })
  const reference = encodedAnswer({ kind: 'reference', urls: ['ldap://a', 'ldap://b'] }, request)
  expect(answerHead(reference)).toEqual({ kind: 'reference', messageId: 7 })
  expect(referenceIn(reference)).toEqual(['ldap://a', 'ldap://b'])
})

test('an entry of a million members costs its size, not its square', () => {
  const members = Array.from({ length: 1_000_000 }, (_, index) => `uid=person${index},ou=people,dc=example`)
  const bytes = encodedAnswer(entry('cn=all,dc=example', { member: members }), request)
  const framing = new MessageFraming()
  const started = performance.now()
  const read: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 16_384) read.push(...framing.push(bytes.subarray(at, at + 16_384)))
  const all = entryIn(read[0] ?? Buffer.alloc(0))
  const took = performance.now() - started
  expect(all.attributes[0]?.values.length).toBe(1_000_000)
  expect(took).toBeLessThan(6_000)
  console.log(`a million members in ${bytes.length} bytes: ${Math.round(took)} ms`)
})
