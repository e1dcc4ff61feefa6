import type { DatasetState } from '../../core/model/coverage.ts'
import { AWS_CALLS, type CallName } from './calls.ts'

/**
 * What the code of an error says of what was asked for: `absent`: there is none; `gone`: that of which it was asked does not exist;
 * `denied`: the reader may not know; `unknown`: all else, codes that nobody has listed included (aws.md, part 2).
 */
export type ErrorClass = 'absent' | 'gone' | 'denied' | 'unknown'

/** Codes are compared as they are written: a code that only resembles one of absence is no absence. */
export function errorClass(name: CallName, code: string): ErrorClass {
  const absent: readonly string[] = AWS_CALLS[name].absent
  if (absent.includes(code)) return 'absent'
  if (GONE.has(code)) return 'gone'
  return DENIED.test(code) ? 'denied' : 'unknown'
}

/** The state of a dataset whose only answer is this error. */
export function stateOfError(name: CallName, code: string): DatasetState {
  switch (errorClass(name, code)) {
    case 'absent':
      return 'complete'
    case 'denied':
      return 'denied'
    case 'gone':
    case 'unknown':
      return 'failed'
  }
}

const DENIED = /^(?:AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized|Unauthorized$|AllAccessDisabled)/u

/** Of each service: how it says that the thing of which something was asked does not exist. */
const GONE: ReadonlySet<string> = new Set([
  'AWS.SimpleQueueService.NonExistentQueue',
  'FileSystemNotFound',
  'NoSuchAccessPoint',
  'NoSuchBucket',
  'NoSuchEntity',
  'NoSuchEntityException',
  'NotFound',
  'NotFoundException',
  'OrganizationalUnitNotFoundException',
  'ParentNotFoundException',
  'PolicyNotFoundException',
  'QueueDoesNotExist',
  'RepositoryNotFoundException',
  'ResourceNotFoundException',
])
