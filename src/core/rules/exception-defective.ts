import { dayInWords } from '../base/day-words.ts'
import { diagnosticText } from '../base/diagnostic.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { PolicyException } from '../model/declared-exception.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { ExceptionFacts, OfficerFacts, PolicyFacts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** An exception that has no effect although it stands in the policy: expired, defective, about nobody any more, or not loaded. */
export const exceptionDefective = rule(
  {
    id: 'POL-05',
    name: 'exception-defective',
    title: 'Defective exception',
    severity: 'medium; high on controlled',
    needs: ['exceptions', 'hr', 'officers'],
    remediation: 'end, or renew',
    serves: ['TR-risk', 'A1.c', 'S1.3.05'],
  },
  (facts) => [
    ...facts.policy.broken.flatMap((entry) => {
      if (entry.section !== 'exceptions') return []
      const [first] = entry.because
      const says = first === undefined ? 'it does not load' : `it does not load: ${first.message}`
      return [finding(entry.key, null, says, first === undefined ? entry.key : diagnosticText(first))]
    }),
    ...facts.exceptions.judged.flatMap((judged) => {
      const faults = faultsOf(judged, facts)
      if (faults.length === 0) return []
      const { exception } = judged
      const { file, line } = exception.place
      return [finding(exception.id, projectOf(exception, facts.policy), faults.join('; '), `${file}:${line}: ${faults.join('; ')}`)]
    }),
  ],
  // Where nobody can tell whether it has an effect, nobody can tell that its defect is gone either.
  (facts) =>
    facts.exceptions.judged
      .filter(
        (judged) =>
          faultsOf(judged, facts).length === 0 &&
          (judged.outcome.state === 'not-assessed' || subjectOf(judged.exception, facts.officers) === 'unknown'),
      )
      .map(({ exception, outcome }) => ({
        identity: identityOf(exception.id),
        ...projectField(projectOf(exception, facts.policy)),
        because: outcome.defects[0] ?? 'the exception could not be assessed',
      })),
)

type Judged = ExceptionFacts['judged'][number]

function faultsOf(
  { exception, outcome }: Judged,
  { exceptions, officers }: { readonly exceptions: ExceptionFacts; readonly officers: OfficerFacts },
): readonly string[] {
  if (outcome.state === 'pending') return []
  if (outcome.state === 'expired') return [`it ended on ${dayInWords(exception.expires)}`]
  // Ranks and offices are certain only where the register of staff was read.
  const defects = outcome.state === 'defective' && exceptions.staffIsKnown ? outcome.defects : []
  return [...defects, ...(subjectOf(exception, officers) === 'gone' ? ['nobody is known by the name of its subject any more'] : [])]
}

function subjectOf({ about }: PolicyException, officers: OfficerFacts): 'there' | 'gone' | 'unknown' {
  const subject =
    'subject' in about
      ? about.subject
      : about.family === 'at-large' && about.holder.kind === 'subject'
        ? about.holder.subject
        : about.family === 'ending' && about.on.kind === 'register'
          ? about.on.subject
          : null
  if (subject?.kind !== 'person') return 'there'
  const found = officers.presence(subject.person)
  if (found.kind === 'unknown') return 'unknown'
  return found.kind === 'absent' && found.isNobody ? 'gone' : 'there'
}

function projectOf({ about }: PolicyException, { declared }: PolicyFacts): Project | null {
  const slug = 'project' in about ? about.project : null
  return declared.projects.find((project) => project.slug === slug) ?? null
}

function projectField(project: Project | null): { readonly project?: string } {
  return project === null ? {} : { project: project.slug }
}

function identityOf(id: string): FindingDraft['identity'] {
  return { family: 'declared-thing', thing: { kind: 'entry', section: 'exceptions', key: id } }
}

function finding(id: string, project: Project | null, says: string, detail: string): FindingDraft {
  const sensitivity = project === null ? null : effectiveSensitivity(project)
  const floors: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'project is controlled', to: 'high' }] : []
  return plainFinding({
    identity: identityOf(id),
    project: project?.slug ?? null,
    projects: project === null ? [] : [project.slug],
    sensitivity,
    severity: fixedSeverity('medium', 'an exception has no effect', floors),
    sentence: `The exception ${id} has no effect: ${says}.`,
    detail,
    remediation: 'take the entry out, or renew it: asked for by one person, approved by another of the rank that is needed',
    owner: null,
  })
}
