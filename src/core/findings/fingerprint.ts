import { canonicalJson } from '../base/canonical-json.ts'
import type { Sha256 } from '../base/hash.ts'
import type { Identity } from './identity.ts'

/** Changes only together with a migration of the store, which carries every finding over. */
const FINGERPRINT_VERSION = 1

/** The identity of a finding from night to night: the first 32 hex digits of SHA-256 over its canonical identity. */
export function fingerprint(identity: Identity, sha256: Sha256): string {
  return sha256(canonicalJson({ v: FINGERPRINT_VERSION, ...identity })).slice(0, 32)
}
