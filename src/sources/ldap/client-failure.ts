import { ResultCodeError } from 'ldapts'
import { BrokenAnswer } from './message-framing.ts'
import type { DirectoryFailure } from './directory-failure.ts'

/** Why no connection came about. */
export function connectFailure(cause: unknown, url: string): DirectoryFailure {
  const code = systemCode(cause)
  const says = `${url}: ${messageOf(cause)}`
  if (UNREACHABLE.has(code)) return { kind: 'unreachable', says }
  if (code.startsWith('ERR_TLS_CERT') || CERTIFICATE.has(code)) return { kind: 'certificate', says }
  if (code === 'ETIMEDOUT' || messageOf(cause) === 'Connection timeout') return { kind: 'timed-out', says: `${url}: no connection in time` }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return { kind: 'unreachable', says: `${url}: no TLS: ${messageOf(cause)}` }
  return { kind: 'lost', says }
}

/** Why an operation on an open connection did not end with an answer. */
export function operationFailure(cause: unknown): DirectoryFailure {
  // The client appends the code to the server's words; the code has its own place here.
  if (cause instanceof ResultCodeError)
    return {
      kind: 'result',
      code: cause.code,
      seen: [],
      says: cause.message
        .replace(/\s*Code: 0x[0-9a-f]+$/u, '')
        .replaceAll('\0', '')
        .trim(),
    }
  if (cause instanceof BrokenAnswer) return { kind: 'untrusted', says: cause.message, cure: null }
  const message = messageOf(cause)
  if (/timed out/u.test(message)) return { kind: 'timed-out', says: 'no answer in time' }
  const system = /^Socket error\. [^\n]*\n(.*)$/su.exec(message)?.[1]
  if (system !== undefined) return { kind: 'lost', says: `the connection broke: ${system}` }
  if (/^Connection closed before message response|^Socket connection not established|it is not made again/u.test(message))
    return { kind: 'lost', says: 'the server closed the connection' }
  return { kind: 'untrusted', says: `the answer cannot be read: ${message}`, cure: null }
}

const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES'])

/** What OpenSSL says of a chain that does not end at an authority we know, or of a certificate past its time (Node's `tls` page). */
const CERTIFICATE = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
])

function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
