import type { RulePlaces, RuleReach, SettingFact, SignInPlace, SignInRule } from '../../core/model/setting.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import { eachRecord } from './bodies.ts'
import { demandOf } from './sign-in-demand.ts'
import { filledBeside, isFilled } from './unread-conditions.ts'
import {
  type ConditionalAccessPolicy,
  conditionalAccessPolicy,
  countryNamedLocation,
  ipNamedLocation,
  ipRange,
  namedLocation,
} from './wire.ts'

/**
 * Conditional access that is in force, as rules about signing in. What is switched off or only reports counts for nothing; what no record
 * here can decide (roles, kinds of guests, devices, risks) leaves the rule open: it is neither taken for granted nor for absent.
 */
export async function readSignInRules(dataset: TenantDataset, facts: SettingFact[]): Promise<void> {
  const places = await namedPlaces(dataset)
  await eachRecord(dataset, 'conditional-access-', conditionalAccessPolicy, (policy, { path }, raw) => {
    if (policy.state === 'disabled' || policy.state === 'enabledForReportingButNotEnforced') return
    const demand = demandOf(policy)
    if (demand === null) return
    const { who, except } = reachesOf(policy, raw)
    const { at, open } = placesOf(policy, places)
    const isKnown = policy.state === 'enabled'
    facts.push({
      kind: 'sign-in-rule',
      source: dataset.source,
      id: policy.id,
      label: policy.displayName ?? policy.id,
      asks: demand.asks,
      who,
      except,
      covers: coversOf(policy, raw),
      places: at,
      open: [...demand.open, ...open, ...conditionsOf(policy, raw), ...(isKnown ? [] : [`is in the state \`${policy.state}\``])],
      provenance: { source: dataset.source, dataset: dataset.dataset, file: path, record: policy.id },
    })
  })
}

/** By id. A place that is neither of countries nor of addresses lies nobody knows where. */
async function namedPlaces(dataset: TenantDataset): Promise<ReadonlyMap<string, SignInPlace>> {
  const places = new Map<string, SignInPlace>()
  await eachRecord(dataset, 'named-locations-', namedLocation, ({ id, displayName }, _, raw) => {
    const countries = countryNamedLocation.safeParse(raw).data
    const ranges = (ipNamedLocation.safeParse(raw).data?.ipRanges ?? []).flatMap(
      (range) => ipRange.safeParse(range).data?.cidrAddress ?? [],
    )
    const isCountries = countries !== undefined && countries.includeUnknownCountriesAndRegions === false
    places.set(id, {
      label: displayName ?? id,
      countries: isCountries ? countries.countriesAndRegions.map((country) => country.toUpperCase()) : null,
      ranges,
    })
  })
  return places
}

function placesOf(
  { conditions: { locations } }: ConditionalAccessPolicy,
  named: ReadonlyMap<string, SignInPlace>,
): { readonly at: RulePlaces; readonly open: readonly string[] } {
  const [included, left] = [locations?.includeLocations ?? [], locations?.excludeLocations ?? []]
  const place = (id: string): SignInPlace =>
    named.get(id) ?? { label: id === 'AllTrusted' ? 'all trusted places' : id, countries: null, ranges: [] }
  if (included.includes('All') || included.length === 0)
    return { at: left.length === 0 ? { kind: 'everywhere' } : { kind: 'everywhere-but', places: left.map(place) }, open: [] }
  const open = left.length === 0 ? [] : ['names some places and leaves out others']
  return { at: { kind: 'only', places: included.map(place) }, open }
}

const USER_KEYS = ['includeUsers', 'excludeUsers', 'includeGroups', 'excludeGroups', 'includeRoles', 'excludeRoles', 'includeGuestsOrExternalUsers', 'excludeGuestsOrExternalUsers'] // prettier-ignore

function reachesOf(
  { conditions: { users } }: ConditionalAccessPolicy,
  raw: unknown,
): { readonly who: RuleReach; readonly except: RuleReach } {
  const reach = (
    named: readonly string[],
    groups: readonly string[],
    roles: readonly string[],
    guests: unknown,
    open: readonly string[],
  ): RuleReach => ({
    everybody: named.includes('All'),
    accounts: named.filter((one) => !['All', 'None', 'GuestsOrExternalUsers'].includes(one)),
    groups,
    someExternals: named.includes('GuestsOrExternalUsers') || isFilled(guests),
    open: [...(roles.length > 0 ? ['holders of roles'] : []), ...open],
  })
  const unread = filledBeside(raw, ['conditions', 'users'], USER_KEYS)
  return {
    who: reach(users?.includeUsers ?? [], users?.includeGroups ?? [], users?.includeRoles ?? [], users?.includeGuestsOrExternalUsers, []),
    except: reach(
      users?.excludeUsers ?? [],
      users?.excludeGroups ?? [],
      users?.excludeRoles ?? [],
      users?.excludeGuestsOrExternalUsers,
      unread,
    ),
  }
}

/**
 * Apps are told by the resources behind them: the suite stands for sites and teams. Whether a single app is the way to a resource, nobody
 * here can say; a rule about registering a device or a method is about no app.
 */
function coversOf({ conditions: { applications } }: ConditionalAccessPolicy, raw: unknown): SignInRule['covers'] {
  const [included, left] = [applications?.includeApplications ?? [], applications?.excludeApplications ?? []]
  const isOpen = filledBeside(raw, ['conditions', 'applications'], ['includeApplications', 'excludeApplications', 'includeUserActions']).length > 0 // prettier-ignore
  if (left.length === 0 && !isOpen) {
    if (included.includes('All')) return { surely: 'all', perhaps: false }
    if (included.includes('Office365')) return { surely: ['site', 'team'], perhaps: true }
  }
  return { surely: [], perhaps: isOpen || included.some((app) => app !== 'None') }
}

const CONDITION_KEYS = ['users', 'applications', 'clientAppTypes', 'locations']
const ALL_CLIENTS = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']

function conditionsOf({ conditions: { clientAppTypes } }: ConditionalAccessPolicy, raw: unknown): readonly string[] {
  const types = clientAppTypes ?? []
  const isAll = types.length === 0 || types.includes('all') || ALL_CLIENTS.every((one) => types.includes(one))
  const others = filledBeside(raw, ['conditions'], CONDITION_KEYS)
  return [...(isAll ? [] : [`speaks only of sign-ins by ${types.join(', ')}`]), ...others.map((name) => `asks for ${name} too`)]
}
