import type { KnownSource } from '../model/policy-load.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import { addressKey } from './address-key.ts'
import { complain, type Cursor, keyPlaceOf, placeText } from './cursor.ts'
import type { Names } from './names.ts'
import { bindAddress } from './references.ts'

/** Is it an approvals register, or a group that the institution lists as filled by an approval process alone? */
export function isAuthority(
  { address, source }: { readonly address: ResourceAddress; readonly source: KnownSource },
  names: Names,
): boolean {
  return (source.kind === 'table' && source.register === 'approvals') || names.authorities.has(addressKey(address.text, 'group'))
}

/** P041 where the text itself shows that a line would agree with whatever it finds. What only the evidence shows is POL-04. */
export function checkAuthority(at: Cursor, names: Names): void {
  const bound = bindAddress(at, names)
  if (bound === null) return
  const { text } = bound.address
  const declared = names.resources.get(addressKey(text, 'group'))?.[0] ?? names.resources.get(text)?.[0]
  if (declared !== undefined) {
    const where = placeText(keyPlaceOf(declared.resource))
    return complain(at, 'P041', `\`${text}\` is itself a resource: \`${declared.slug}\` of \`${declared.project}\` at ${where}`, SELF_HELP)
  }
  if (names.allSectionsSeen && !isAuthority(bound, names)) complain(at, 'P041', `\`${text}\` is not an authority`, SELF_HELP)
}

const SELF_HELP = 'name an approvals register, a group under `institution.authorities`, or the persons'
