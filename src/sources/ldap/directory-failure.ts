import { assertNever } from '../../core/base/assert-never.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { WireEntry } from './wire.ts'

/** Why a directory did not give what it was asked for; `says` is in the system's own words. */
export type DirectoryFailure =
  /** The server answered with a result code other than 0; `seen`: entries that it sent before. */
  | { readonly kind: 'result'; readonly code: number; readonly says: string; readonly seen: readonly WireEntry[] }
  /** The connection ended, or its bind was gone. */
  | { readonly kind: 'lost'; readonly says: string }
  | { readonly kind: 'timed-out'; readonly says: string }
  /** No connection: name unknown, refused, no route. */
  | { readonly kind: 'unreachable'; readonly says: string }
  | { readonly kind: 'certificate'; readonly says: string }
  /** Not even tried, since it would not be safe or cannot work. */
  | { readonly kind: 'not-tried'; readonly says: string; readonly cure: string }
  /** An answer that cannot be trusted to be whole. */
  | { readonly kind: 'untrusted'; readonly says: string; readonly cure: string | null }

/** What a failure means for a dataset (`directories.md`, section 4). */
export interface FailedState {
  readonly state: Exclude<DatasetState, 'complete' | 'skipped'>
  readonly reason: string
  readonly cure: string | null
}

export function stateAfter(failure: DirectoryFailure, anyPageRead: boolean): FailedState {
  const reason = failureText(failure)
  switch (failure.kind) {
    case 'result':
      return { state: resultState(failure.code, anyPageRead), reason, cure: resultCure(failure.code) }
    case 'lost':
    case 'timed-out':
      return {
        state: anyPageRead ? 'partial' : 'failed',
        reason,
        cure: 'see why the connection ends: the server, a firewall, a load balancer',
      }
    case 'unreachable':
      return { state: 'failed', reason, cure: 'check `url`, the name service and the firewall' }
    case 'certificate':
      return {
        state: 'failed',
        reason,
        cure: 'name the file of the issuing authority as `ca`, and use a host name that the certificate holds',
      }
    case 'not-tried':
      return { state: 'failed', reason, cure: failure.cure }
    case 'untrusted':
      return { state: anyPageRead ? 'partial' : 'failed', reason, cure: failure.cure }
    default:
      return assertNever(failure, 'failure')
  }
}

/** May the same question get an answer a little later? */
export function isPassing(failure: DirectoryFailure): boolean {
  if (failure.kind === 'result') return failure.code === BUSY || failure.code === UNAVAILABLE || failure.code === UNWILLING
  return failure.kind === 'lost' || failure.kind === 'timed-out'
}

export function failureText(failure: DirectoryFailure): string {
  if (failure.kind !== 'result') return failure.says
  const code = `result ${failure.code} (${RESULT_NAMES[failure.code] ?? 'unknown code'})`
  const detail = subCode(failure.says)
  return [code, failure.says, ...(detail === null ? [] : [detail])].filter((part) => part !== '').join(': ')
}

const BUSY = 51
const UNAVAILABLE = 52
const UNWILLING = 53

const RESULT_NAMES: Readonly<Record<number, string>> = {
  1: 'operationsError',
  2: 'protocolError',
  3: 'timeLimitExceeded',
  4: 'sizeLimitExceeded',
  8: 'strongerAuthRequired',
  10: 'referral',
  11: 'adminLimitExceeded',
  12: 'unavailableCriticalExtension',
  13: 'confidentialityRequired',
  32: 'noSuchObject',
  34: 'invalidDNSyntax',
  49: 'invalidCredentials',
  50: 'insufficientAccessRights',
  51: 'busy',
  52: 'unavailable',
  53: 'unwillingToPerform',
}

/** What Active Directory writes behind `data` in the text of code 49. */
const BIND_REFUSALS: Readonly<Record<string, string>> = {
  '525': 'no such user',
  '52e': 'wrong password',
  '530': 'not at this hour',
  '531': 'not from this machine',
  '532': 'the password has expired',
  '533': 'the account is disabled',
  '701': 'the account has expired',
  '773': 'the password must be changed',
  '775': 'the account is locked',
}

function subCode(says: string): string | null {
  const data = /\bdata ([0-9a-f]{3})\b/iu.exec(says)?.[1]?.toLowerCase()
  return data === undefined ? null : (BIND_REFUSALS[data] ?? null)
}

function resultState(code: number, anyPageRead: boolean): FailedState['state'] {
  // Active Directory answers 1 to a search on a connection that is not bound.
  if ([1, 8, 13, 49, 50].includes(code)) return 'denied'
  if ([3, 4, 11].includes(code)) return 'partial'
  return anyPageRead ? 'partial' : 'failed'
}

function resultCure(code: number): string | null {
  switch (code) {
    case 1:
    case 50:
      return 'give the reader the right to read this part of the directory'
    case 3:
      return 'raise the time limit of the reader (OpenLDAP: `olcLimits … time=unlimited`; AD: MaxQueryDuration)'
    case 4:
      return 'raise the size limit of the reader (OpenLDAP: `olcLimits … size.pr=1000 size.prtotal=unlimited`; 389: `nsPagedSizeLimit: -1`)'
    case 8:
    case 13:
      return 'use an `ldaps:` address'
    case 10:
      return 'name the server that holds `base` as `url`'
    case 11:
      return 'raise the limits of the reader (OpenLDAP: `size.pr`; 389: `nsPagedLookThroughLimit`, `nsPagedSizeLimit`, `nsPagedIDListScanLimit`: -1)'
    case 32:
    case 34:
      return 'check `base`, and that the reader may see it'
    case 49:
      return 'check `bind.dn` and the password, and whether the account of the reader still works'
    case BUSY:
    case UNAVAILABLE:
    case UNWILLING:
      return 'try again later, or ask who runs the server'
    default:
      return null
  }
}
