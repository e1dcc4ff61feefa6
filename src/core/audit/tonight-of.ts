import type { LedgerSource } from '../compare/coverage-ledger.ts'
import type { Comparison } from '../compare/comparison.ts'
import { nativeAddress } from '../compare/officers.ts'
import type { Tonight } from '../findings/tonight.ts'
import type { AccessRow, Assessment } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import { catalogue } from '../rules/catalogue.ts'
import { type Need, factName } from '../rules/rule.ts'
import { findingsByAccess, isAccepted } from './access-rows.ts'
import { hopsTonight } from './hops-tonight.ts'
import type { Night } from './night.ts'
import { isExcess } from '../compare/project-status.ts'

/** What decides whether a finding's silence means something, answered from tonight. */
export function tonightOf(assessment: Assessment, night: Night, sources: readonly LedgerSource[]): Tonight {
  const { compared, context, silences, load } = night
  const undecided = new Map(night.undecided.map(({ fingerprint, reason }) => [fingerprint, reason]))
  const { snapshot } = context
  const active = new Set(catalogue.map(({ meta }) => meta.id))
  const projects = new Set(assessment.projects.map(({ id }) => id))
  const broken = new Set(load.broken.filter(({ section }) => section === 'projects').map(({ key }) => key))
  const configured = new Set(sources.map(({ name }) => name))
  const silent = Map.groupBy(silences, ({ rule }) => rule)
  const found = findingsByAccess(assessment.findings, snapshot.accounts)
  const restOnPeople = new Set(catalogue.filter(({ meta }) => meta.needs.some(isAboutPeople)).map(({ meta }) => meta.id))
  const byProject = new Map(compared.map((one) => [one.project.slug, one]))
  return {
    isComplete(rule, asked, source, about) {
      const unread = assessment.coverage.find((row) => row.source === source && row.state !== 'complete')
      if (unread !== undefined) return `\`${unread.source}\` was not read completely`

      const unusable = asked.find((project) => broken.has(project))
      if (unusable !== undefined && rule !== 'POL-02') return `the policy of \`${unusable}\` does not load`
      const silence = (silent.get(rule) ?? []).find(
        ({ projects: barred }) => barred.length === 0 || barred.some((one) => asked.includes(one)),
      )
      if (silence !== undefined) return silence.reason
      const restorable = restorableOf(about, context)
      if (restorable !== null) return restorable
      const doubt = undecided.get(about.fingerprint)
      if (doubt !== undefined) return doubt
      return (restOnPeople.has(rule) ? badRecordOf(about, context) : null) ?? true
    },
    hasProject: (project) => projects.has(project),
    hasResource(project, address) {
      if (broken.has(project)) return true
      const resources = byProject.get(project)?.project.resources ?? []
      return resources.some(({ at }) => at.text === address || nativeAddress(at, context) === address)
    },
    knows: (source) => configured.has(source),
    ruleIsActive: (rule) => active.has(rule),
    standing(project, subject, resource) {
      const one = byProject.get(project)
      const access = one?.accesses.find(
        ({ person, identity, resource: { at } }) => person.key === subject && (identity === resource || at.text === resource),
      )
      if (access === undefined) return null
      const standing: AccessRow['standing'] = isExcess(access.standing.kind)
        ? isAccepted(found.about(project, access))
          ? 'accepted'
          : 'excess'
        : access.standing.kind === 'not-assessed'
          ? 'not-assessed'
          : 'entitled'
      return { standing, level: access.level }
    },
    subjectIsKnown: (key) => isSubjectKey(key) && snapshot.person(key) !== null,
    hop: hopsTonight(assessment.coverage, snapshot),
    subjectOf({ source, id }) {
      const account = snapshot.findAccount(source, id)
      return account.found === 'one' ? snapshot.personOf(account.thing).key : null
    },
  }
}

/** Facts that belong to no project, so that no project's coverage tells of a bad record behind them. */
function isAboutPeople(need: Need): boolean {
  const fact = factName(need)
  return fact === 'people' || fact === 'hr' || fact === 'visitors'
}

/** Why what is known of the finding's person or account may be less than there is; null if nothing is. */
function badRecordOf({ subject, account }: Pick<Finding, 'subject' | 'account'>, context: Comparison): string | null {
  const ofPerson = subject !== null && isSubjectKey(subject.key) ? context.registerGaps({ key: subject.key }) : []
  const ofAccount = account === null ? [] : context.snapshot.gapsOf(account.source, account.id)
  return [...ofPerson, ...ofAccount].find(({ code }) => code !== 'identity-ambiguous')?.reason ?? null
}

/** Whoever brings a deleted account back gives back its groups: until that is past, what it reached is not over. */
function restorableOf({ account }: Pick<Finding, 'account'>, { snapshot }: Comparison): string | null {
  const deleted = account === null ? null : snapshot.settings.deletedAccount(account.source, account.id)
  if (deleted === null) return null
  const since = deleted.deletedAt === null ? '' : ` on ${deleted.deletedAt.slice(0, 10)}`
  return `the account was deleted${since} and can still be restored, with its groups: delete it for good`
}

function isSubjectKey(key: string): key is `account:${string}` {
  return /^(employee|upn|mail|account):/u.test(key)
}
