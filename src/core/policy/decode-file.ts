import { MAX_POLICY_BYTES, type PolicyFile } from '../model/policy-file.ts'

/** What a file's content came to. `rest` of an unusable file is what can still be seen of it, with bad bytes replaced. */
export type DecodedFile =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'unusable'
      readonly rest: string
      readonly offset: number
      readonly code: string
      readonly message: string
      readonly help: string | null
    }

/** The text of a file: UTF-8, a byte order mark dropped. */
export function decodedFile(file: PolicyFile): DecodedFile {
  if ('unusable' in file) return { kind: 'unusable', rest: '', offset: 0, ...file.unusable }
  const size = 'text' in file ? utf8Length(file.text) : file.bytes.length
  if (size > MAX_POLICY_BYTES) {
    const message = `the file has ${size} bytes`
    return { kind: 'unusable', rest: '', offset: 0, code: 'P006', message, help: 'at most 1 MiB: split it into several files' }
  }
  if ('text' in file) return { kind: 'text', text: file.text.startsWith('\uFEFF') ? file.text.slice(1) : file.text }
  const text = decodedUtf8(file.bytes, false)
  if (text !== null) return { kind: 'text', text }
  const rest = new TextDecoder('utf-8').decode(file.bytes)
  return {
    kind: 'unusable',
    rest,
    offset: longestUtf8Prefix(file.bytes).length,
    code: 'P001',
    message: 'not UTF-8 text',
    help: 'save the file as UTF-8',
  }
}

function decodedUtf8(bytes: Uint8Array, mayEndEarly: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayEndEarly })
  } catch (cause) {
    if (cause instanceof TypeError) return null
    throw cause
  }
}

// The decoder does not say where it stopped; whether a prefix decodes is monotone, so halving finds the place.
function longestUtf8Prefix(bytes: Uint8Array): string {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (decodedUtf8(bytes.subarray(0, middle), true) === null) bad = middle
    else good = middle
  }
  return decodedUtf8(bytes.subarray(0, good), true) ?? ''
}

function utf8Length(text: string): number {
  return text.length * 3 <= MAX_POLICY_BYTES ? text.length : new TextEncoder().encode(text).length
}
