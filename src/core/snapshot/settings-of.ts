import { sortedBy } from '../base/order.ts'
import { SIGN_IN_DATASET } from '../model/setting-datasets.ts'
import type { OtherTenant, SettingFact, Settings, SignInRule, TrustByDefault } from '../model/setting.ts'

/** The settings of all sources behind their questions; the order of batches shows nowhere. */
export function settingsOf(facts: readonly SettingFact[]): Settings {
  const of = <Kind extends SettingFact['kind']>(kind: Kind): readonly Extract<SettingFact, { kind: Kind }>[] =>
    facts.filter((fact): fact is Extract<SettingFact, { kind: Kind }> => fact.kind === kind)
  const rules = Map.groupBy(
    sortedBy(of('sign-in-rule'), ({ source, id }) => [source, id]),
    ({ source }) => source,
  )
  const methods = new Map<string, boolean>()
  // Two records about one account that differ: the worse counts.
  for (const { source, account, registered } of of('strong-method')) {
    const key = `${source}\n${account}`
    methods.set(key, registered && methods.get(key) !== false)
  }
  const wide = new Map(
    sortedBy(of('wide-right'), ({ source, says, scope }) => [source, says, scope]).map((one) => [`${one.source}\n${one.says}`, one.scope]),
  )
  const deleted = new Map(
    sortedBy(of('deleted-account'), ({ source, account, deletedAt }) => [source, account, deletedAt ?? '']).map((one) => [
      `${one.source}\n${one.account}`,
      one,
    ]),
  )
  const programs = new Map(of('program').map((one) => [`${one.source}\n${one.account}`, one]))
  const open = Map.groupBy(
    sortedBy(of('open-access'), ({ source, resource, object, level, until, provenance }) => [
      source,
      resource,
      object,
      level,
      until ?? '',
      provenance.record,
    ]),
    ({ source, resource }) => `${source}\n${resource}`,
  )
  const none: readonly SignInRule[] = []
  return {
    sharing: sortedBy(of('sharing'), ({ source, level }) => [source, level]),
    invitations: sortedBy(of('invitations'), ({ source, from }) => [source, from]),
    otherTenants: sortedBy(of('other-tenant'), ({ source, key, as }) => [source, key, as]),
    signInRules: (source) => rules.get(source) ?? none,
    strongMethod: (source, account) => methods.get(`${source}\n${account}`) ?? null,
    trustsSignInAt: (source, home) => trusted(source, home, of('other-tenant'), of('trust-by-default')),
    deletedAccount: (source, account) => deleted.get(`${source}\n${account}`) ?? null,
    program: (source, account) => programs.get(`${source}\n${account}`) ?? null,
    openAccess: (source, resource) => open.get(`${source}\n${resource}`) ?? [],
    wideScope: (source, says) => wide.get(`${source}\n${says}`) ?? null,
  }
}

/** A domain is no tenant's id: of a home that is known by it alone only an answer that holds for every tenant is certain. */
function trusted(
  source: string,
  home: string | null,
  tenants: readonly OtherTenant[],
  defaults: readonly TrustByDefault[],
): boolean | null {
  const ours = tenants.filter((one) => one.source === source && one.provenance.dataset === SIGN_IN_DATASET)
  const told = ours.find(({ key }) => key === home?.toLowerCase())
  if (told !== undefined) return told.trustsStrongSignIn
  const byDefault = defaults.find((one) => one.source === source)?.trustsStrongSignIn ?? null
  const isTenant = home !== null && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(home)
  if (isTenant || byDefault === null) return byDefault
  return ours.every(({ trustsStrongSignIn }) => trustsStrongSignIn === byDefault) ? byDefault : null
}
