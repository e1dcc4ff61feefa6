import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
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
          'its policy does not load',
          says,
          entry.known.lead?.written ?? null,
        ),
      ]
    }),
    ...policy.declared.projects.flatMap((project) => {
      if (project.resources.length > 0) return []
      return [
        finding(
          project.slug,
          project.title,
          effectiveSensitivity(project),
          'its policy declares no resource, so there is nothing to compare',
          `${project.place.file}:${project.place.line} declares no resources`,
          project.lead.written,
        ),
      ]
    }),
  ],
)

function finding(slug: string, title: string, sensitivity: Sensitivity, says: string, detail: string, owner: string | null) {
  const strict = sensitivity === 'sensitive' || sensitivity === 'controlled'
  const floors: readonly Bound[] = strict ? [{ what: `project is ${sensitivity}`, to: 'high' }] : []
  return plainFinding({
    identity: { family: 'declared-thing', thing: { kind: 'entry', section: 'projects', key: slug } },
    project: slug,
    projects: [slug],
    sensitivity,
    severity: fixedSeverity('medium', 'a project cannot be assessed', floors),
    sentence: `${title} is not assessed: ${says}.`,
    detail,
    remediation: 'correct the file and run `gatehouse policy check`',
    owner,
  })
}
