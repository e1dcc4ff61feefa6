import type { ComparedOpening } from '../compare/compared-project.ts'
import { type Bound, fixedSeverity, raised } from '../findings/severity.ts'
import type { Project } from '../model/declared-project.ts'
import { resourceSensitivity } from './access-finding.ts'
import { whatOf } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** A resource from sensitive up, or something in it, is open to whoever has a link, to everybody at the institution, or to the world. */
export const linkOpen = rule(
  {
    id: 'COL-01',
    name: 'link-open',
    title: 'Open link or public resource',
    severity: 'high; anonymous on controlled critical',
    needs: ['access'],
    remediation: 'revoke; block the type',
    serves: ['TR-platform', '03.01.22', 'CIS'],
  },
  (facts) => facts.access.projects.flatMap(({ project, open }) => open.map((one) => openFinding(one, project, facts))),
)

function openFinding(
  { resource, identity, opening }: ComparedOpening,
  project: Project,
  { policy, access }: Pick<Facts, 'policy' | 'access'>,
): FindingDraft {
  const { source, object, to, says, level, until, provenance } = opening
  const sensitivity = resourceSensitivity(resource, project, policy)
  const floors: readonly Bound[] =
    to === 'anyone' && sensitivity === 'controlled' ? [{ what: 'anonymous on controlled', to: 'critical' }] : []
  const whom = to === 'anyone' ? 'Anybody, without a login,' : 'Everybody at the institution'
  return plainFinding(
    {
      identity: { family: 'object', project: project.slug, on: 'resource', at: identity, object: `${source}:${object}` },
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: raised(fixedSeverity('high', 'open to people whom nobody named'), floors),
      sentence: `${whom} can reach ${whatOf(resource, project)} or a part of it: ${says}${until === null ? '' : `, until ${until}`}.`,
      detail: `\`${object}\` opens \`${resource.at.text}\` at \`${level}\` (${provenance.dataset}, ${provenance.file}, ${provenance.record})`,
      remediation: 'revoke it, give access to named people, and block links of this type for the site',
      owner: resource.owner?.written ?? null,
    },
    {
      excess: true,
      proof: [
        {
          kind: 'grant',
          from: to === 'anyone' ? 'anybody' : 'everybody at the institution',
          to: resource.slug,
          how: `has ${level} (${says}) on`,
          record: provenance,
          readAt: access.readAt(provenance),
        },
      ],
      resource: { slug: resource.slug, kind: resource.kind, address: resource.at.text },
      level,
    },
  )
}
