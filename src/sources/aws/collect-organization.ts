import { distinctTexts } from '../../core/base/order.ts'
import type { AskedName } from './calls.ts'
import { askOnce } from './client/ask.ts'
import type { Page } from './client/plain.ts'
import { type AwsFailure, saidBy } from './client/failure.ts'
import type { Parameters } from './client/commands.ts'
import { isListedAgain } from './collect-again.ts'
import {
  type Asker,
  type Call,
  type CallOptions,
  type Collected,
  GLOBAL,
  type Run,
  collectCall,
  loseCalls,
  stateOfRefusal,
} from './collect-call.ts'
import { collectEach } from './collect-each.ts'
import { listAt, textAt } from './collect-fields.ts'

/** An account of the organization. */
export interface Member {
  readonly account: string
  /** `ACTIVE`, or why it is not read. */
  readonly status: string
}

export interface Organization {
  readonly managementAccount: string
  /** Sorted by account; never without the one whose identity asks. */
  readonly members: readonly Member[]
  /** Who answers for the organization; null where nobody does. */
  readonly asker: Asker | null
}

export type OrganizationFound = Organization | 'none' | 'unknown'

const GUARDRAILS = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const
const AT_ONCE = 4

/**
 * Reads the organization: its roots, units and accounts, and its guardrails with the places where they are attached.
 *
 * It is asked of the management account, else of the own account, which may be a delegated administrator. `none` where AWS says that
 * there is no organization; `unknown` where it does not say, and then the dataset of the question has the reason.
 */
export async function collectOrganization(run: Run, own: Asker, roleIn: (account: string) => Asker): Promise<OrganizationFound> {
  const described = await collectCall(run, own, global('organizations describe-organization', [], {}))
  const managementAccount =
    textAt(described.pages[0], 'Organization', 'MasterAccountId') ?? textAt(described.pages[0], 'Organization', 'ManagementAccountId')
  if (managementAccount === null) return described.whole && described.failure !== null ? 'none' : 'unknown'

  const found = await askerOf(own, managementAccount, run.source.homeRegion, roleIn)
  if (!found.ok) {
    const state = stateOfRefusal(found.failures[0])
    const reason = `neither the management account nor the own one answers: ${found.failures.map(saidBy).join('; ')}`
    const cure = `make the role in ${managementAccount}, or make ${own.account} a delegated administrator: docs/sources/aws.md`
    loseCalls(run, managementAccount, BEGINNINGS, { state, reason, cure })
    return { managementAccount, members: [{ account: own.account, status: 'ACTIVE' }], asker: null }
  }
  const { asker } = found
  const roots = await collectCall(run, asker, global('organizations list-roots', [], {}))
  const listed = await collectCall(run, asker, global('organizations list-accounts', [], {}))
  const members = new Map<string, string>([[own.account, 'ACTIVE']])
  note(members, listed)
  for (const root of roots.pages.flatMap((page) => listAt(page, 'Roots'))) await collectTree(run, asker, textAt(root, 'Id'), members)
  for (const type of GUARDRAILS) if (isInForce(roots, type)) await collectGuardrails(run, asker, type)
  return { managementAccount, members: distinctTexts(members.keys()).map((account) => ({ account, status: members.get(account)! })), asker }
}

/** What is asked of an organization before anything is known of it. */
const BEGINNINGS: readonly Pick<Call, 'name' | 'region' | 'arguments'>[] = [
  { name: 'organizations list-roots', region: GLOBAL, arguments: [] },
  { name: 'organizations list-accounts', region: GLOBAL, arguments: [] },
  ...GUARDRAILS.map((type) => ({ name: 'organizations list-policies' as const, region: GLOBAL, arguments: [type] })),
]

type FoundAsker =
  | { readonly ok: true; readonly asker: Asker }
  | { readonly ok: false; readonly failures: readonly [AwsFailure, ...AwsFailure[]] }

/** The first that may list the roots: who is the management account's own, else by its role there, else as a delegated administrator. */
async function askerOf(own: Asker, management: string, region: string, roleIn: (account: string) => Asker): Promise<FoundAsker> {
  const candidates = own.account === management ? [own] : [roleIn(management), own]
  const failures: AwsFailure[] = []
  for (const asker of candidates) {
    // One alone is asked as it is: its failure belongs to each of its datasets.
    if (candidates.length === 1) return { ok: true, asker }
    const answer = await askOnce(asker.session, region, 'organizations list-roots', {})
    if (answer.ok) return { ok: true, asker }
    failures.push(answer.failure)
  }
  return { ok: false, failures: failures as [AwsFailure, ...AwsFailure[]] }
}

async function collectTree(run: Run, asker: Asker, root: string | null, members: Map<string, string>): Promise<void> {
  const seen = new Set<string>()
  for (let level = root === null ? [] : [root]; level.length > 0;) {
    level.forEach((parent) => seen.add(parent))
    const below = await collectEach(level, AT_ONCE, async (parent) => {
      const units = await collectCall(
        run,
        asker,
        global('organizations list-organizational-units-for-parent', [parent], { ParentId: parent }),
      )
      note(members, await collectCall(run, asker, global('organizations list-accounts-for-parent', [parent], { ParentId: parent })))
      return units.pages.flatMap((page) => listAt(page, 'OrganizationalUnits')).flatMap((unit) => textAt(unit, 'Id') ?? [])
    })
    level = distinctTexts(below.flat()).filter((unit) => !seen.has(unit))
  }
}

/** Guardrails of a type count only where a root has it enabled; in doubt they are asked for. */
function isInForce(roots: Collected, type: (typeof GUARDRAILS)[number]): boolean {
  if (!roots.whole) return true
  const types = roots.pages.flatMap((page) => listAt(page, 'Roots')).flatMap((root) => listAt(root, 'PolicyTypes'))
  return types.some((one) => textAt(one, 'Type') === type && textAt(one, 'Status') !== 'PENDING_DISABLE')
}

async function collectGuardrails(run: Run, asker: Asker, type: (typeof GUARDRAILS)[number]): Promise<void> {
  const call = global('organizations list-policies', [type], { Filter: type })
  const listed = await collectCall(run, asker, call)
  const ids = distinctTexts(listed.pages.flatMap((page) => listAt(page, 'Policies')).flatMap((policy) => textAt(policy, 'Id') ?? []))
  await collectEach(ids, AT_ONCE, async (id) => {
    const isOn = (page: Page): boolean => listAt(page, 'Policies').some((policy) => textAt(policy, 'Id') === id)
    const isStillThere = async (): Promise<boolean> => isListedAgain(asker, run.source.homeRegion, call.name, call.parameters, isOn)
    const options: CallOptions = { isStillThere }
    await collectCall(run, asker, global('organizations describe-policy', [id], { PolicyId: id }), options)
    await collectCall(run, asker, global('organizations list-targets-for-policy', [id], { PolicyId: id }), options)
  })
}

/** Accounts with the state that AWS gives them; `Status` is the older word for it. */
function note(members: Map<string, string>, { pages }: Collected): void {
  for (const member of pages.flatMap((page) => listAt(page, 'Accounts'))) {
    const account = textAt(member, 'Id')
    if (account !== null) members.set(account, textAt(member, 'State') ?? textAt(member, 'Status') ?? 'ACTIVE')
  }
}

function global<Name extends AskedName>(name: Name, given: readonly string[], parameters: Parameters<Name>): Call<Name> {
  return { name, region: GLOBAL, arguments: given, parameters }
}
