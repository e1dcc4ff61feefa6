import { isResourceKind } from '../model/resource-kind.ts'
import { addressKey } from './address-key.ts'
import { misfit } from './address-fit.ts'
import { containingAddresses } from './containing-addresses.ts'
import { isAuthority } from './check-authority.ts'
import { complain, type Cursor, keyPlaceOf, member, members, placeText, textAt, textItems, warn } from './cursor.ts'
import type { Names } from './names.ts'
import { bindAddress, nearby, referProject } from './references.ts'

/** A resource's address against its source, its kind and the resources of other projects. */
export function checkResource(project: string, projectAt: Cursor, slug: string, resource: Cursor, names: Names): void {
  const kind = textAt(member(resource, 'kind'))
  const at = member(resource, 'at')
  const bound = bindAddress(at, names)
  const why = bound === null || kind === null || !isResourceKind(kind) ? null : misfit(kind, bound.address, bound.source)
  if (why !== null) complain(at, 'P032', `kind \`${kind}\` does not fit \`${textAt(at)}\``, why)
  for (const { text, at: other } of textItems(member(resource, 'shared_with'))) referProject(other, text, names)
  checkVia(projectAt, slug, member(resource, 'via'), names)
  checkSharing(project, resource, names)
}

function checkVia(project: Cursor, slug: string, via: Cursor, names: Names): void {
  const text = textAt(via)
  if (text === null) return
  if (text.includes(':')) {
    const bound = bindAddress(via, names)
    if (bound !== null && !isAuthority(bound, names)) {
      complain(via, 'P021', `\`${text}\` is not an authority`, 'name an approvals register, or a group under `institution.authorities`')
    }
    return
  }
  const resources = members(member(project, 'resources')).map(({ key }) => key)
  if (!resources.includes(text)) complain(via, 'P021', `the project has no resource \`${text}\``, nearby(text, resources))
  else if (text === slug) complain(via, 'P021', `resource \`${text}\` cannot be reached through itself`)
}

// Consent is mutual: each project answers for its own half, at its own place. One other project is enough to tell.
function checkSharing(project: string, resource: Cursor, names: Names): void {
  const at = member(resource, 'at')
  const text = textAt(at)
  const kindText = textAt(member(resource, 'kind'))
  if (text === null) return
  const kind = kindText !== null && isResourceKind(kindText) ? kindText : null
  const consents = new Set(textItems(member(resource, 'shared_with')).map(({ text: other }) => other))
  const foreign = (address: string) =>
    names.resources.get(addressKey(address, kind))?.find((other) => other.project !== project && !consents.has(other.project))

  const other = foreign(text)
  if (other !== undefined) {
    const where = placeText(keyPlaceOf(other.resource))
    const help = `if both agree, write \`shared_with: [${other.project}]\` here`
    complain(at, 'P033', `project \`${other.project}\` declares the same address at ${where}`, help)
  }
  for (const address of containingAddresses(text, kind)) {
    const outer = foreign(address)
    if (outer === undefined) continue
    const where = placeText(keyPlaceOf(outer.resource))
    warn(
      at,
      'P034',
      `lies inside \`${outer.slug}\` of project \`${outer.project}\` (${where})`,
      'whoever reaches that one reaches this one',
    )
    return
  }
}
