import type { Reach } from '../reach/answer.ts'
import type { Comparison } from './comparison.ts'
import type { ComparedAccess } from './compared-project.ts'

/** A safeguard of a privileged access: there, missing, or not to be told; with the words for it. */
export interface Safeguard {
  readonly name: 'activation' | 'narrow-scope' | 'strong-sign-in' | 'separate-account'
  readonly holds: 'yes' | 'no' | 'unknown'
  readonly says: string
}

/** Does the privilege end at the resource, or does it come from a scope above: a domain, or a whole tenant? */
export function isWithin({ account, level, resource: { at } }: ComparedAccess, reach: Reach, { snapshot }: Comparison): Safeguard {
  const name = 'narrow-scope'
  const answer = reach.proofOf(account, at.text, level)
  const proof = answer.kind === 'answered' ? answer.value : null
  if (proof === null) return { name, holds: 'unknown', says: 'where it comes from is not known' }
  for (const step of proof) {
    if (step.kind !== 'control') continue
    const { on, nativeRight, provenance } = step.right
    const scope = on.kind === 'directory' ? 'the whole directory' : snapshot.settings.wideScope(provenance.source, nativeRight)
    if (scope !== null) return { name, holds: 'no', says: `it comes from ${scope}, and reaches everything there` }
  }
  return { name, holds: 'yes', says: 'it is of this resource alone' }
}
