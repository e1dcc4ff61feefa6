import { distinctTexts } from '../../core/base/order.ts'
import type { AskedName } from './calls.ts'
import type { Page } from './client/plain.ts'
import type { Parameters } from './client/commands.ts'
import { isListedAgain } from './collect-again.ts'
import { type Asker, type Call, type CallOptions, type Collected, type Run, collectCall } from './collect-call.ts'
import { collectEach } from './collect-each.ts'
import { listAt, textAt } from './collect-fields.ts'

/** The pace is set by buckets; more at once only keeps them from standing idle. */
const AT_ONCE = 8

/**
 * Reads Identity Center: permission sets, who is assigned to which in which account, and the people and groups of its store.
 *
 * It lives in one region that no call names: the home region is asked first, and where nothing is there, `others`, one after the other.
 * `seesAll`: does the asker see the organization's instance if there is one? If not, an empty list says nothing.
 */
export async function collectIdentityCenter(run: Run, asker: Asker, others: readonly string[], seesAll: boolean): Promise<void> {
  const doubt = 'asked of an account that may not see the instance of the organization, and there was none'
  for (const region of [run.source.homeRegion, ...others.filter((one) => one !== run.source.homeRegion)]) {
    const call = { name: 'sso-admin list-instances', region, arguments: [], parameters: {} } as const
    const listed = await collectCall(run, asker, call, seesAll ? {} : { doubt })
    const instances = listed.pages.flatMap((page) => listAt(page, 'Instances'))
    for (const instance of instances) {
      const arn = textAt(instance, 'InstanceArn')
      const store = textAt(instance, 'IdentityStoreId')
      if (arn !== null && store !== null) await collectInstance(run, asker, { region, arn, store })
    }
    if (instances.length > 0) return
  }
}

interface Instance {
  readonly region: string
  readonly arn: string
  readonly store: string
}

async function collectInstance(run: Run, asker: Asker, { region, arn, store }: Instance): Promise<void> {
  const make = async <Name extends AskedName>(
    name: Name,
    given: readonly string[],
    parameters: Parameters<Name>,
    options: CallOptions = {},
  ): Promise<Collected> => collectCall(run, asker, { name, region, arguments: given, parameters } satisfies Call<Name>, options)

  const instance = { InstanceArn: arn }
  await make('sso-admin describe-instance-access-control-attribute-configuration', [arn], instance)
  const sets = await make('sso-admin list-permission-sets', [arn], instance)
  const groups = new Set<string>()
  const pairs = await collectEach(textsIn(sets, 'PermissionSets'), AT_ONCE, async (set) => {
    const parameters = { InstanceArn: arn, PermissionSetArn: set }
    const isOn = (page: Page): boolean => listAt(page, 'PermissionSets').includes(set)
    const options = { isStillThere: async () => isListedAgain(asker, region, 'sso-admin list-permission-sets', instance, isOn) }
    await make('sso-admin describe-permission-set', [arn, set], parameters, options)
    const accounts = await make('sso-admin list-accounts-for-provisioned-permission-set', [arn, set], parameters, options)
    return textsIn(accounts, 'AccountIds').map((account) => ({ set, account }))
  })
  await collectEach(pairs.flat(), AT_ONCE, async ({ set, account }) => {
    const parameters = { InstanceArn: arn, AccountId: account, PermissionSetArn: set }
    const assigned = await make('sso-admin list-account-assignments', [arn, account, set], parameters)
    for (const assignment of assigned.pages.flatMap((page) => listAt(page, 'AccountAssignments')))
      if (textAt(assignment, 'PrincipalType') === 'GROUP') groups.add(textAt(assignment, 'PrincipalId') ?? '')
  })
  await collectPeople(make, store, groups, (group) => {
    const isOn = (page: Page): boolean => listAt(page, 'Groups').some((one) => textAt(one, 'GroupId') === group)
    return { isStillThere: async () => isListedAgain(asker, region, 'identitystore list-groups', { IdentityStoreId: store }, isOn) }
  })
}

type Make = <Name extends AskedName>(
  name: Name,
  given: readonly string[],
  parameters: Parameters<Name>,
  options?: CallOptions,
) => Promise<Collected>

/** Members are asked for of groups that have an assignment, and of no other. */
async function collectPeople(
  make: Make,
  store: string,
  groups: ReadonlySet<string>,
  optionsFor: (group: string) => CallOptions,
): Promise<void> {
  const identityStore = { IdentityStoreId: store }
  const unseen = { visit: () => undefined }
  await make('identitystore list-users', [store], identityStore, unseen)
  await make('identitystore list-groups', [store], identityStore, unseen)
  const asked = distinctTexts(groups).filter((group) => group !== '')
  await collectEach(asked, AT_ONCE, async (group) =>
    make('identitystore list-group-memberships', [store, group], { ...identityStore, GroupId: group }, { ...optionsFor(group), ...unseen }),
  )
}

function textsIn({ pages }: Collected, list: string): readonly string[] {
  return distinctTexts(pages.flatMap((page) => listAt(page, list)).filter((one): one is string => typeof one === 'string'))
}
