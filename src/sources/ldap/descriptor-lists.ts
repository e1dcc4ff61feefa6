import { type Result, succeeded } from '../../core/base/result.ts'
import type { WindowsList } from '../../core/model/access-control.ts'
import { securityDescriptor } from './security-descriptor.ts'

export interface DescriptorList {
  readonly list: WindowsList
  readonly ignored: number
}

/**
 * Decodes each distinct descriptor once: the thousands of groups of one container inherit the same bytes, and share one list.
 *
 * O(distinct descriptors) memory.
 */
export class DescriptorLists {
  readonly #known = new Map<string, Result<DescriptorList, string>>()

  of(bytes: Uint8Array): Result<DescriptorList, string> {
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const decoded = decode(bytes)
    this.#known.set(key, decoded)
    return decoded
  }
}

function decode(bytes: Uint8Array): Result<DescriptorList, string> {
  const descriptor = securityDescriptor(bytes)
  if (!descriptor.ok) return descriptor
  const { owner, entries, ignored } = descriptor.value
  return succeeded({ list: { form: 'windows', place: 'object', owner, entries }, ignored })
}
