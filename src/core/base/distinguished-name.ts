import { type Result, failed, succeeded } from './result.ts'

/** One `type=value` of a distinguished name, in the form in which two spellings of the same name are equal. */
export interface NamePart {
  /** Lower case; object identifiers and long names of the common types replaced by their short names. */
  readonly type: string
  /** Normalised and escaped as RFC 4514 asks. */
  readonly value: string
}

/** The parts of one level; several where the name says `cn=x+uid=y`, then sorted. Never empty. */
export type RelativeName = readonly NamePart[]

/** From the entry up to the root; empty for the root itself. */
export type DistinguishedName = readonly RelativeName[]

/**
 * Reads a distinguished name by RFC 4514, and the older spellings that directories still print: spaces around `,`, `+` and `=`,
 * `;` as separator, quoted values, `OID.` before an identifier (RFC 2253, 4, and RFC 1779).
 *
 * The failure is one line that says what stands where; the position counts UTF-16 units from 1.
 */
export function parseDistinguishedName(text: string): Result<DistinguishedName, string> {
  const levels: RelativeName[] = []
  let at = skipSpaces(text, 0)
  if (at === text.length) return succeeded(levels)
  for (;;) {
    const parts: NamePart[] = []
    for (;;) {
      const part = parsePart(text, at)
      if (!part.ok) return part
      parts.push(part.value.part)
      at = part.value.end
      if (text[at] !== '+') break
      at += 1
    }
    levels.push(sortedParts(parts))
    if (at === text.length) return succeeded(levels)
    at += 1
  }
}

/**
 * The one text of a distinguished name: equal for every spelling of the same name, and its own normal form. Null where the text is none.
 *
 * Values are compared without case (NFKC, case-folded, trimmed, inner spaces to one), save those of the few types whose syntax counts
 * letter case. O(length); plain ASCII names take a short way.
 */
export function normalisedDistinguishedName(text: string): string | null {
  if (PLAIN_NAME.test(text)) return text.toLowerCase()
  const parsed = parseDistinguishedName(text)
  return parsed.ok ? distinguishedNameText(parsed.value) : null
}

export function distinguishedNameText(name: DistinguishedName): string {
  return name.map((parts) => parts.map(({ type, value }) => `${type}=${value}`).join('+')).join(',')
}

/** The value of the first part of type `type` at the lowest level, unescaped; null if there is none. */
export function leafValue(name: DistinguishedName, type: string): string | null {
  const part = name[0]?.find((candidate) => candidate.type === type)
  if (part === undefined) return null
  const raw = unescaped(part.value)
  return raw === null ? null : decodedUtf8(raw)
}

/** A text as directories compare names of the usual syntax: NFKC, case-folded, trimmed, inner spaces to one. Its own normal form. */
export function caseIgnored(text: string): string {
  if (PLAIN_VALUE.test(text)) return text.toLowerCase()
  let last = text
  // Folding may take letters apart that NFKC joins again; two rounds settle every assigned character, the loop makes it a promise.
  for (let next = foldedOnce(last); next !== last; next = foldedOnce(last)) last = next
  return last.replaceAll(/ +/gu, ' ').replaceAll(/^ | $/gu, '')
}

/** `text` as the value in a distinguished name (RFC 4514, 2.4). */
export function escapedValue(text: string): string {
  return text
    .replaceAll(/[\\",+<>;=]/gu, '\\$&')
    .replaceAll(/\p{Cc}/gu, (control) => (control <= '\x7f' ? hexPair(control.charCodeAt(0)) : control))
    .replaceAll(/^[ #]| $/gu, (edge) => hexPair(edge.charCodeAt(0)))
}

/** ASCII without controls, single spaces inside: nothing to fold but letter case. */
const PLAIN_VALUE = /^(?:[!-~]+(?: [!-~]+)*)?$/

const PLAIN_NAME = /^(?:cn|ou|dc|o|uid)=[\w.@/-]+(?: [\w.@/-]+)*(?:,(?:cn|ou|dc|o|uid)=[\w.@/-]+(?: [\w.@/-]+)*)*$/i

/** Short names of the common types, by identifier and by long name (RFC 4519, RFC 4524, and RFC 2985 for `e`). */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'cn',
  commonname: 'cn',
  '2.5.4.4': 'sn',
  surname: 'sn',
  '2.5.4.5': 'serialnumber',
  '2.5.4.6': 'c',
  countryname: 'c',
  '2.5.4.7': 'l',
  localityname: 'l',
  '2.5.4.8': 'st',
  stateorprovincename: 'st',
  '2.5.4.9': 'street',
  streetaddress: 'street',
  '2.5.4.10': 'o',
  organizationname: 'o',
  '2.5.4.11': 'ou',
  organizationalunitname: 'ou',
  '2.5.4.12': 'title',
  '2.5.4.42': 'givenname',
  gn: 'givenname',
  '0.9.2342.19200300.100.1.1': 'uid',
  userid: 'uid',
  '0.9.2342.19200300.100.1.3': 'mail',
  rfc822mailbox: 'mail',
  '0.9.2342.19200300.100.1.25': 'dc',
  domaincomponent: 'dc',
  '1.2.840.113549.1.9.1': 'e',
  emailaddress: 'e',
  email: 'e',
}

/** Types that stand in names and count letter case (RFC 2307; the Kerberos schema). Every other one is compared without it. */
const CASE_EXACT = new Set(['krbprincipalname', 'krbcanonicalname', 'memberuid', 'homedirectory', 'loginshell'])

/** Universal string tags of BER whose content is UTF-8 or a subset: OCTET STRING, UTF8String, Numeric, Printable, IA5, Visible. */
const TEXT_TAGS = new Set([0x04, 0x0c, 0x12, 0x13, 0x16, 0x1a])

interface ParsedPart {
  readonly part: NamePart
  /** The position of the separator behind it, or the end of the text. */
  readonly end: number
}

function parsePart(text: string, from: number): Result<ParsedPart, string> {
  const start = skipSpaces(text, from)
  const written = /^(?:oid\.)?([a-z][a-z0-9-]*|\d+(?:\.\d+)*) *=/iu.exec(text.slice(start, start + 200))
  if (written === null) return failed(`expected an attribute type and \`=\` at position ${start + 1}`)
  const named = (written[1] ?? '').toLowerCase()
  const type = SHORT_NAMES[named] ?? named
  const value = parseValue(text, skipSpaces(text, start + written[0].length))
  if (!value.ok) return value
  const { content, end } = value.value
  if (end < text.length && !',;+'.includes(text[end] ?? '')) return failed(`expected \`,\` or \`+\` at position ${end + 1}`)
  return succeeded({ part: { type, value: normalisedValue(type, content) }, end })
}

/** A value as written: bytes, or the hexadecimal form where that holds no text. */
type Content = { readonly bytes: Uint8Array } | { readonly hex: string }

interface ParsedValue {
  readonly content: Content
  readonly end: number
}

function parseValue(text: string, from: number): Result<ParsedValue, string> {
  if (text[from] === '#') return parseHexValue(text, from)
  if (text[from] === '"') return parseQuotedValue(text, from)
  let end = from
  // Spaces at the end belong to the separator unless they are escaped.
  let kept = from
  while (end < text.length && !',;+'.includes(text[end] ?? '')) {
    if (text[end] === '"') return failed(`expected \`\\\` before \`"\` at position ${end + 1}`)
    if (text[end] === '\\') {
      end += escapeLength(text, end)
      kept = end
    } else {
      end += 1
      if (text[end - 1] !== ' ') kept = end
    }
  }
  const bytes = unescaped(text.slice(from, Math.min(kept, text.length)))
  if (bytes === null) return failed(`expected two hex digits or one of \`\\",+<>;= #\` behind each \`\\\` from position ${from + 1} on`)
  return succeeded({ content: { bytes }, end })
}

function parseQuotedValue(text: string, from: number): Result<ParsedValue, string> {
  let end = from + 1
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? escapeLength(text, end) : 1
  if (end >= text.length) return failed(`expected a closing \`"\` for the one at position ${from + 1}`)
  const bytes = unescaped(text.slice(from + 1, end))
  if (bytes === null) return failed(`expected two hex digits or a special character behind each \`\\\` from position ${from + 1} on`)
  return succeeded({ content: { bytes }, end: skipSpaces(text, end + 1) })
}

function parseHexValue(text: string, from: number): Result<ParsedValue, string> {
  const digits = /^#((?:[0-9a-f]{2})+)/iu.exec(text.slice(from))
  if (digits === null) return failed(`expected pairs of hex digits behind \`#\` at position ${from + 1}`)
  const hex = (digits[1] ?? '').toLowerCase()
  const bytes = textInBer(Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16)))
  return succeeded({ content: bytes === null ? { hex } : { bytes }, end: skipSpaces(text, from + digits[0].length) })
}

/** The content of one BER string that fills `encoded`; null if it is something else. */
function textInBer(encoded: Uint8Array): Uint8Array | null {
  const [tag = 0, first = 0] = encoded
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (!TEXT_TAGS.has(tag) || encoded.length < 2 + lengthBytes || lengthBytes > 3 || first === 0x80) return null
  let length = lengthBytes === 0 ? first : 0
  for (const byte of encoded.subarray(2, 2 + lengthBytes)) length = length * 256 + byte
  const content = encoded.subarray(2 + lengthBytes)
  return content.length === length && decodedUtf8(content) !== null ? content : null
}

function normalisedValue(type: string, content: Content): string {
  if ('hex' in content) return `#${content.hex}`
  const text = decodedUtf8(content.bytes)
  if (text === null) return [...content.bytes].map(escapedByte).join('')
  return escapedValue(CASE_EXACT.has(type) ? text : caseIgnored(text))
}

function sortedParts(parts: readonly NamePart[]): RelativeName {
  const byText = new Map(parts.map((part) => [`${part.type}=${part.value}`, part]))
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? [])
}

/** How many UTF-16 units the escape at `at` takes: the backslash with two hex digits, or with one character. */
function escapeLength(text: string, at: number): number {
  return /^[0-9a-f]{2}$/iu.test(text.slice(at + 1, at + 3)) ? 3 : 2
}

/** The bytes that an escaped value stands for; null where an escape is none. */
function unescaped(value: string): Uint8Array | null {
  if (!value.includes('\\')) return new TextEncoder().encode(value)
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const [piece] of value.matchAll(/\\[0-9a-f]{2}|\\.|[^\\]+|\\$/gisu)) {
    if (!piece.startsWith('\\')) bytes.push(...encoder.encode(piece))
    else if (piece.length === 3) bytes.push(Number.parseInt(piece.slice(1), 16))
    else if (piece.length === 2 && '\\",+<>;= #'.includes(piece.slice(1))) bytes.push(piece.charCodeAt(1))
    else return null
  }
  return Uint8Array.from(bytes)
}

// A byte that is not part of UTF-8 text keeps its value, and its case: nothing is known about its alphabet.
function escapedByte(byte: number): string {
  const letter = String.fromCharCode(byte)
  return /^[\w.@/-]$/u.test(letter) ? letter : hexPair(byte)
}

function hexPair(byte: number): string {
  return `\\${byte.toString(16).padStart(2, '0')}`
}

function decodedUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    if (cause instanceof TypeError) return null
    throw cause
  }
}

// Letter by letter, since JavaScript lower-cases a sigma by its place in the word. The dotless i stays itself, as in Unicode's own
// folding: its upper case would make it another letter.
function foldedOnce(text: string): string {
  const composed = text.normalize('NFKC')
  return Array.from(composed, (letter) => (letter === 'ı' ? letter : letter.toUpperCase().toLowerCase()))
    .join('')
    .normalize('NFKC')
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at += 1
  return at
}
