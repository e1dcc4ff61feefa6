import { checkAffiliation, checkInstitution } from './check-institution.ts'
import { checkException } from './check-exception.ts'
import { checkPartner } from './check-partner.ts'
import { checkProject } from './check-project.ts'
import { checkBlindSpot, checkConflict, checkPlatform, checkSegregation, checkTag } from './check-security.ts'
import type { PolicyEntry } from './collect-entries.ts'
import { complainAtKey, member, textAt } from './cursor.ts'
import { MAX_EXCEPTION } from './declare-institution.ts'
import type { Names } from './names.ts'

const SLUG = /^[a-z][a-z0-9-]{0,62}$/u

/** What the schema cannot see of one entry. */
export function checkEntry(entry: PolicyEntry, names: Names): void {
  const { section, key, at } = entry
  switch (section) {
    case 'institution':
      return checkInstitution(at, names)
    case 'affiliations':
      return checkAffiliation(at, names)
    case 'partners':
      checkKey(entry)
      return checkPartner(at, names)
    case 'projects':
      checkKey(entry)
      return checkProject(key, at, names)
    case 'tags':
      checkKey(entry)
      return checkTag(at, names)
    case 'segregation':
      return checkSegregation(at, names)
    case 'conflicts':
      return checkConflict(at, names)
    case 'platforms':
      return checkPlatform(at, names)
    case 'blind_spots':
      return checkBlindSpot(at, names)
    case 'exceptions':
      return checkException(at, (project) => longestException(project, names), names)
  }
}

function checkKey({ key, at }: PolicyEntry): void {
  if (SLUG.test(key)) return
  complainAtKey(
    at,
    'P016',
    `\`${key}\` is not a slug`,
    'lower-case letters, digits and `-`, beginning with a letter, at most 63 characters',
  )
}

function longestException(project: string | null, names: Names): string {
  const at = project === null ? undefined : names.projects.get(project)
  if (at === undefined || names.institution === null) return MAX_EXCEPTION
  const jewel = member(at, 'crown_jewel').node
  const isJewel = jewel?.kind === 'scalar' && jewel.value === true
  const sensitivity = isJewel ? 'controlled' : textAt(member(at, 'sensitivity'))
  if (sensitivity === null) return MAX_EXCEPTION
  return textAt(member(member(member(names.institution, 'appetite'), sensitivity), 'max_exception')) ?? MAX_EXCEPTION
}
