import { createHash } from 'node:crypto'
import type { Sha256 } from '../../core/base/hash.ts'

/** The one hash of the house; core takes it as an argument. */
export const sha256: Sha256 = (text) => sha256OfBytes(Buffer.from(text, 'utf8'))

export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
