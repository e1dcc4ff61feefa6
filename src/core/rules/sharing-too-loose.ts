import { type Bound, fixedSeverity, raised } from '../findings/severity.ts'
import type { Platform } from '../model/declared-policy.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import { SHARING_LEVELS, type InvitationSetting, type SharingLevel, type SharingSetting } from '../model/setting.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** A platform lets content be shared further than the policy allows for the projects that lie on it. */
export const sharingTooLoose = rule(
  {
    id: 'COL-02',
    name: 'sharing-too-loose',
    title: 'Setting looser than policy',
    severity: 'medium; high on controlled',
    needs: ['settings'],
    remediation: 'tighten per site',
    serves: ['TR-platform', 'A.5.23'],
  },
  (facts) =>
    facts.policy.declared.platforms.flatMap((platform) =>
      facts.settings.sharing
        .filter(({ source }) => source === platform.source)
        .flatMap((setting) => facts.policy.declared.projects.flatMap((project) => looseFinding(platform, setting, project, facts) ?? [])),
    ),
)

function looseFinding(
  platform: Platform,
  { level, resharing, provenance }: SharingSetting,
  project: Project,
  { settings }: Pick<Facts, 'settings'>,
): FindingDraft | null {
  const sensitivity = effectiveSensitivity(project)
  const limit = platform.externalSharing[sensitivity]
  const liesThere = project.resources.some(({ at }) => at.source === platform.source)
  if (limit === null || !liesThere || SHARING_LEVELS.indexOf(level) <= SHARING_LEVELS.indexOf(limit)) return null
  const floors: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'on controlled', to: 'high' }] : []
  const besides = [resharing === true ? 'and may hand it on' : null, invitersIn(settings.invitersOf(platform.source))].filter(
    (one) => one !== null,
  )
  return plainFinding({
    identity: { family: 'object', project: project.slug, on: 'platform', at: platform.id, object: 'external_sharing' },
    project: project.slug,
    projects: [project.slug],
    sensitivity,
    severity: raised(fixedSeverity('medium', 'sharing is wider than the policy allows'), floors),
    sentence: `The platform of “${project.title}” lets content be shared with ${inWords(level)}, and the policy allows ${inWords(limit)} for ${sensitivity} work.`,
    detail: `\`${platform.id}\` (\`${platform.source}\`): sharing \`${level}\`, \`external_sharing.${sensitivity}\` is \`${limit}\`; ${[`read in ${provenance.file}`, ...besides].join('; ')}; a single site may be tighter, which is not read`,
    remediation: `set the sharing of the platform, or of each site of the project, to ${inWords(limit)}`,
    owner: platform.owner.written,
  })
}

function inWords(level: SharingLevel): string {
  switch (level) {
    case 'none':
      return 'nobody outside'
    case 'named-guests':
      return 'guests who are there already'
    case 'any-guest':
      return 'any guest who signs in'
    case 'anyone':
      return 'anyone who has the link'
  }
}

function invitersIn(from: InvitationSetting['from'] | null): string | null {
  if (from === 'everybody') return 'guests may invite further guests'
  return from === 'members' ? 'every member may invite guests' : null
}
