import { parseInstant } from '../../../src/core/base/instant.ts'
import type { SettingFact } from '../../../src/core/model/setting.ts'
import type { Provenance } from '../../../src/core/model/provenance.ts'
import type { Batch } from './scenario-facts.ts'
import type { ScenarioNight } from './scenario-night.ts'

/** The sources that show settings: one in the cloud, and whichever a story tells of. */
export function settingSources({ settings, unconfigured, unreadable, absent }: ScenarioNight): readonly string[] {
  const missing = new Set([...unconfigured, ...unreadable, ...absent])
  return [...new Set(['cloud', ...Object.keys(settings)])].filter((source) => !missing.has(source)).sort()
}

const nobody = { everybody: false, accounts: [], groups: [], someExternals: false, open: [] }

/** Every setting as a batch of its own. */
export function settingBatches(night: ScenarioNight): readonly Batch[] {
  return settingSources(night).flatMap((source) => {
    const told = night.settings[source]
    if (told === undefined) return []
    const at = (dataset: string, record: string): Provenance => ({ source, dataset, file: `${dataset}.json`, record })
    const one = (dataset: string, fact: SettingFact): Batch => ({ dataset: `${source}/${dataset}`, emit: (sink) => sink.settings([fact]) })
    return [
      ...(told.sharing === undefined ? [] : [one('sharing', { kind: 'sharing', source, level: told.sharing, resharing: null, provenance: at('sharing', 'sharing') })]), // prettier-ignore
      ...(told.inviters === undefined ? [] : [one('policies', { kind: 'invitations', source, from: told.inviters, provenance: at('policies', 'invitations') })]), // prettier-ignore
      ...Object.entries(told.sign_in).map(([label, { asks, groups, except, except_from, open }]) =>
        one('policies', {
          kind: 'sign-in-rule',
          source,
          id: label,
          label,
          asks,
          who: { ...nobody, everybody: groups === undefined, groups: groups ?? [] },
          except: { ...nobody, accounts: (except?.accounts ?? []).map((login) => `guid-${login}`), groups: except?.groups ?? [] },
          covers: { surely: 'all', perhaps: false },
          places:
            except_from === undefined
              ? { kind: 'everywhere' }
              : { kind: 'everywhere-but', places: except_from.map((place) => ({ ...place, ranges: [] })) },
          open,
          provenance: at('policies', label),
        }),
      ),
      ...Object.entries(told.strong).map(([login, registered]) =>
        one('methods', { kind: 'strong-method', source, account: `guid-${login}`, registered, provenance: at('methods', login) }),
      ),
      ...Object.entries(told.tenants).map(
        ([key, label]) =>
        one('entitlements', { kind: 'other-tenant', source, key, label, as: 'connected organisation', trustsStrongSignIn: null, provenance: at('entitlements', key) }), // prettier-ignore
      ),
      ...Object.entries(told.programs).map(([login, { owners, home, trusts, secrets }]) =>
        one('applications', {
          kind: 'program',
          source,
          account: `guid-${login}`,
          owners: owners.map((owner) => `guid-${owner}`),
          home,
          trusts: trusts.map((issuer) => ({ issuer, subject: 'anything' })),
          secrets,
          certificates: 0,
          provenance: at('applications', login),
        }),
      ),
      ...Object.entries(told.credentials).map(([id, { of, kind, active, ends }]): Batch => {
        const fact = { source, account: `id:guid-${of}` as const, kind, id, active, createdAt: null, endsAt: ends === undefined ? null : parseInstant(ends), lastUsed: 'unknown' as const, provenance: at('applications', id) } // prettier-ignore
        return { dataset: `${source}/applications`, emit: (sink) => sink.credentials([fact]) }
      }),
      ...Object.entries(told.wide).map(([says, scope]) => one('policies', { kind: 'wide-right', source, says, scope, provenance: at('policies', says) })), // prettier-ignore
    ]
  })
}
