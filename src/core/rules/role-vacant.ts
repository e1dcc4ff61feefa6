import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { Institution } from '../model/declared-institution.ts'
import type { PersonReference } from '../model/person-reference.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** The senior lead, the SIRO, a champion or an officer is not named, or is nobody who could act. */
export const roleVacant = rule(
  {
    id: 'GOV-01',
    name: 'role-vacant',
    title: 'Named role not live',
    severity: 'high; a champion medium',
    needs: ['hr!', 'officers'],
    remediation: 'name someone',
    serves: ['TR-lead', 'A1.b'],
  },
  ({ policy, officers }) =>
    roles(policy.declared.institution).flatMap(({ key, what, person, champion }) => {
      const presence = person === null ? { kind: 'absent' as const, says: 'is not named', isNobody: true } : officers.presence(person)
      if (presence.kind !== 'absent') return []
      const { says } = presence
      const { institution } = policy.declared
      const floors: readonly Bound[] = champion ? [] : [{ what: 'the role decides or accepts', to: 'high' }]
      return [
        plainFinding({
          identity: identityOfRole(key),
          project: null,
          projects: [],
          sensitivity: null,
          severity: fixedSeverity('medium', 'a named role is vacant', floors),
          sentence: `${what} ${says}, so what falls to that role is left undone.`,
          detail: `${institution.place.file}:${institution.place.line}: \`${key}\` ${person === null ? '' : `\`${person.written}\` `}${says}`,
          remediation: 'name somebody who is there, in `institution.yaml`',
          owner: key === 'senior_lead' ? institution.siro.written : null,
        }),
      ]
    }),
  ({ policy, officers }) =>
    roles(policy.declared.institution).flatMap(({ key, person }) => {
      const presence = person === null ? null : officers.presence(person)
      return presence?.kind === 'unknown' ? [{ identity: identityOfRole(key), because: presence.because }] : []
    }),
)

function identityOfRole(key: string): FindingDraft['identity'] {
  return { family: 'declared-thing', thing: { kind: 'entry', section: 'institution', key } }
}

interface Role {
  readonly key: string
  readonly what: string
  readonly person: PersonReference | null
  readonly champion: boolean
}

/** An officer's role is known by being named; of champions the language knows both, so that an empty one is seen. */
function roles({ seniorLead, siro, champions, officers }: Institution): readonly Role[] {
  return [
    { key: 'senior_lead', what: 'The senior lead', person: seniorLead, champion: false },
    { key: 'siro', what: 'The SIRO', person: siro, champion: false },
    { key: 'champions.academic', what: 'The academic champion', person: champions.academic, champion: true },
    { key: 'champions.corporate', what: 'The corporate champion', person: champions.corporate, champion: true },
    ...officers.map(({ role, person }) => ({
      key: `officers.${role}`,
      what: `The officer for ${role.replaceAll('-', ' ')}`,
      person,
      champion: false,
    })),
  ]
}
