import { fits, wildcards } from './wildcard.ts'

/**
 * Does an Action element cover an action (rule 22)? Letter case means nothing; `*` and `?` stand anywhere behind the service's own prefix. An
 * element that is empty, padded or holds a comma covers nothing, since no action is called so.
 */
export function coversAction(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  const [service, name] = pattern.toLowerCase().split(':', 2)
  const [ofService, called] = action.toLowerCase().split(':', 2)
  if (service === undefined || name === undefined || service !== ofService || called === undefined) return false
  return fits(wildcards(name), called)
}
