import { type Result, failed, succeeded } from '../../../core/base/result.ts'
import type { Descriptor, DescriptorEntry } from './descriptor.ts'
import { rightsOf } from './rights-text.ts'
import { type SidDomains, sidOf } from './sid-text.ts'

/**
 * Reads a security descriptor in Microsoft's text form: MS-DTYP 2.5.1.1 (`O:BAG:DUD:PAI(A;OICI;FA;;;SY)…`). The SACL is not looked at.
 *
 * A text without a `D:` part is refused rather than taken for a descriptor without a DACL, which would let everybody in: it may as
 * well not have been asked for. So is any entry that is not understood, since it may deny. The failure is one line.
 */
export function parseSddl(text: string, domains: SidDomains): Result<Descriptor, string> {
  const parts = partsOf(text.trim())
  if (parts === null) return failed('expected `O:`, `G:`, `D:` and `S:`, each at most once, in a security descriptor')
  const dacl = parts.get('D')
  if (dacl === undefined) return failed('the security descriptor has no `D:` part')
  const [owner, group] = (['O', 'G'] as const).map((part) => {
    const sid = parts.get(part)
    return sid === undefined ? succeeded(null) : sidOf(sid, domains)
  })
  if (owner?.ok === false) return owner
  if (group?.ok === false) return group
  const head = { owner: owner?.value ?? null, group: group?.value ?? null }

  const flags = /^[^(]*/u.exec(dacl)?.[0] ?? ''
  const marks = flagsOf(flags)
  if (marks === null) return failed(`\`D:\` has the flags \`${flags}\`, expected \`P\`, \`AI\`, \`AR\` or \`NO_ACCESS_CONTROL\``)
  const isProtected = marks.has('P')
  const aces = acesOf(dacl.slice(flags.length))
  if (aces === null) return failed('an entry of `D:` does not end')
  if (marks.has('NO_ACCESS_CONTROL'))
    return aces.length === 0 ? succeeded({ ...head, entries: null, isProtected }) : failed('`NO_ACCESS_CONTROL` is followed by entries')
  const entries: DescriptorEntry[] = []
  for (const ace of aces) {
    const entry = entryOf(ace, domains)
    if (!entry.ok) return failed(`entry \`(${ace})\`: ${entry.error}`)
    if (entry.value !== null) entries.push(entry.value)
  }
  return succeeded({ ...head, entries, isProtected })
}

/** By letter; null where the text does not consist of such parts. Letters inside parentheses begin nothing. */
function partsOf(text: string): ReadonlyMap<string, string> | null {
  const parts = new Map<string, string>()
  let rest = text
  while (rest !== '') {
    const letter = /^([OGDS]):/iu.exec(rest)?.[1]?.toUpperCase()
    if (letter === undefined || parts.has(letter)) return null
    const end = partEnd(rest)
    parts.set(letter, rest.slice(2, end).trim())
    rest = rest.slice(end)
  }
  return parts.size === 0 ? null : parts
}

function partEnd(text: string): number {
  let at = 2
  while (at < text.length) {
    if (text[at] === '(') at = closing(text, at) + 1
    else if (/^[OGDS]:/iu.test(text.slice(at, at + 2))) return at
    else at++
  }
  return at
}

/** Where the parenthesis that opens at `from` closes, past nested ones and quoted text; the end of the text where it does not. */
function closing(text: string, from: number): number {
  let depth = 0
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return at
  }
  return text.length
}

function flagsOf(text: string): ReadonlySet<string> | null {
  const found = new Set<string>()
  let rest = text.trim().toUpperCase()
  while (rest !== '') {
    const flag = /^(?:NO_ACCESS_CONTROL|AI|AR|P)/u.exec(rest)?.[0]
    if (flag === undefined) return null
    found.add(flag)
    rest = rest.slice(flag.length).trim()
  }
  return found
}

/** What stands between each pair of parentheses; null where one does not close, or something stands between them. */
function acesOf(text: string): readonly string[] | null {
  const aces: string[] = []
  let at = 0
  while (at < text.length) {
    if (text[at]?.trim() === '') {
      at++
      continue
    }
    const end = closing(text, at)
    if (text[at] !== '(' || end >= text.length) return null
    aces.push(text.slice(at + 1, end))
    at = end + 1
  }
  return aces
}

const TYPES: Readonly<Record<string, { readonly effect: 'allow' | 'deny'; readonly isConditional: boolean } | undefined>> = {
  A: { effect: 'allow', isConditional: false },
  D: { effect: 'deny', isConditional: false },
  OA: { effect: 'allow', isConditional: false },
  OD: { effect: 'deny', isConditional: false },
  XA: { effect: 'allow', isConditional: true },
  XD: { effect: 'deny', isConditional: true },
  ZA: { effect: 'allow', isConditional: true },
}

/** What audits, raises an alarm or labels (MS-DTYP 2.4.4.1): it lets nobody in and keeps nobody out. */
const SILENT: ReadonlySet<string> = new Set(['AU', 'AL', 'OU', 'OL', 'XU', 'ML', 'RA', 'SP', 'TL', 'FL'])

const FLAG_TOKENS: ReadonlySet<string> = new Set(['CI', 'OI', 'NP', 'IO', 'ID', 'SA', 'FA', 'CR', 'TP'])

function entryOf(ace: string, domains: SidDomains): Result<DescriptorEntry | null, string> {
  const fields = fieldsOf(ace)
  if (fields === null) return failed('expected six fields, parted by `;`')
  const [type = '', flags = '', rights = '', objectType = '', , sid = ''] = fields
  if (SILENT.has(type.toUpperCase())) return succeeded(null)
  const kind = TYPES[type.toUpperCase()]
  if (kind === undefined) return failed(`the type \`${type}\` is not known`)
  const marks: readonly string[] = flags.toUpperCase().match(/../gu) ?? []
  if (flags.length % 2 !== 0 || marks.some((mark) => !FLAG_TOKENS.has(mark))) return failed(`the flags \`${flags}\` are not known`)
  const mask = rightsOf(rights)
  if (mask === null) return failed(`the rights \`${rights}\` are not known`)
  if (objectType !== '' && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(objectType))
    return failed(`the object type \`${objectType}\` is no GUID`)
  const trustee = sidOf(sid, domains)
  if (!trustee.ok) return trustee
  return succeeded({
    ...kind,
    trustee: trustee.value,
    rights: mask,
    objectType: objectType === '' ? null : objectType.toLowerCase(),
    inheritOnly: marks.includes('IO'),
    inherits: marks.includes('OI') || marks.includes('CI'),
    isInherited: marks.includes('ID'),
  })
}

/** Six fields; whatever stands behind the fifth semicolon's field is an expression and may hold any character. */
function fieldsOf(ace: string): readonly string[] | null {
  const fields: string[] = []
  let rest = ace
  for (let count = 0; count < 5; count++) {
    const end = rest.indexOf(';')
    if (end < 0) return null
    fields.push(rest.slice(0, end).trim())
    rest = rest.slice(end + 1)
  }
  const end = rest.indexOf(';')
  return [...fields, (end < 0 ? rest : rest.slice(0, end)).trim()]
}
