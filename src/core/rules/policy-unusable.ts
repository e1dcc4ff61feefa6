import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import { type Sensitivity, compareSensitivity } from '../model/sensitivity.ts'
import { diagnosticText } from '../base/diagnostic.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** A project is known, but its policy cannot be used: it does not load, or declares no resource or no line. */
export const policyUnusable = rule(
  {
    id: 'POL-02',
    name: 'policy-unusable',
    title: 'Sensitive project without usable policy',
    severity: 'high from sensitive up, else medium',
    needs: [],
    remediation: 'write it',
    serves: ['TR-assets', 'A3.a'],
  },
  ({ policy }) => [
    ...policy.broken.flatMap((entry) => {
      if (entry.section !== 'projects') return []
      const [first] = entry.because
      const says = first === undefined ? 'its policy does not load' : diagnosticText(first)
      const sensitivity = entry.known.crownJewel === true ? 'controlled' : (entry.known.sensitivity ?? 'controlled')
      return [
        finding(
          entry.key,
          entry.known.title ?? entry.key,
          sensitivity,
          'is not assessed: its policy does not load',
          says,
          entry.known.lead?.written ?? null,
        ),
      ]
    }),
    ...policy.declared.projects.flatMap((project) => {
      const sensitivity = effectiveSensitivity(project)
      const lack = lackOf(project)
      if (lack === null || !isStrictly(sensitivity)) return []
      const detail = `${project.place.file}:${project.place.line} declares no ${lack.what}`
      return [finding(project.slug, project.title, sensitivity, lack.says, detail, project.lead.written)]
    }),
  ],
)

/** What a policy must have before it can be held against anything; from sensitive up its absence is a finding. */
function lackOf({ resources, entitled }: Project): { readonly what: string; readonly says: string } | null {
  if (resources.length === 0)
    return { what: 'resources', says: 'is not assessed: its policy declares no resource, so there is nothing to compare' }
  if (entitled.length === 0) return { what: 'lines', says: 'entitles nobody: its policy has no line, so every access counts as excess' }
  return null
}

function isStrictly(sensitivity: Sensitivity): boolean {
  return compareSensitivity(sensitivity, 'sensitive') >= 0
}

function finding(slug: string, title: string, sensitivity: Sensitivity, says: string, detail: string, owner: string | null) {
  const floors: readonly Bound[] = isStrictly(sensitivity) ? [{ what: `project is ${sensitivity}`, to: 'high' }] : []
  return plainFinding({
    identity: { family: 'declared-thing', thing: { kind: 'entry', section: 'projects', key: slug } },
    project: slug,
    projects: [slug],
    sensitivity,
    severity: fixedSeverity('medium', 'a project cannot be assessed', floors),
    sentence: `${title} ${says}.`,
    detail,
    remediation: 'correct the file and run `gatehouse policy check`',
    owner,
  })
}
