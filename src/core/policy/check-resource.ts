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

// Consent is mutual: each project answers for its own half, at its own place.
function checkSharing(project: string, resource: Cursor, names: Names): void {
  const at = member(resource, 'at')
  const text = textAt(at)
  const kindText = textAt(member(resource, 'kind'))
  if (text === null) return
  const kind = kindText !== null && isResourceKind(kindText) ? kindText : null
  const consents = new Set(textItems(member(resource, 'shared_with')).map(({ text: other }) => other))
  for (const other of names.resources.get(addressKey(text, kind)) ?? []) {
    if (other.project === project || consents.has(other.project)) continue
    const where = placeText(keyPlaceOf(other.resource))
    complain(
      at,
      'P033',
      `project \`${other.project}\` declares the same address at ${where}`,
      `if both agree, write \`shared_with: [${other.project}]\` here`,
    )
  }
  for (const outer of containingAddresses(text, kind)) {
    for (const other of names.resources.get(addressKey(outer, kind)) ?? []) {
      if (other.project === project || consents.has(other.project)) continue
      warn(
        at,
        'P034',
        `lies inside \`${other.slug}\` of project \`${other.project}\` (${placeText(keyPlaceOf(other.resource))})`,
        'whoever reaches that one reaches this one',
      )
    }
  }
}
