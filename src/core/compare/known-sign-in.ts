import { distinctTexts } from '../base/order.ts'
import type { DatasetKey } from '../model/coverage.ts'
import type { Resource } from '../model/declared-project.ts'
import type { Person } from '../model/person.ts'
import { SIGN_IN_DATASET } from '../model/setting-datasets.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Ledger } from './coverage-ledger.ts'
import type { SignIn, SignInFrom, StrongSignIn } from './sign-in.ts'
import { type AskedWhere, placesFor, strongFor } from './sign-in-answer.ts'
import { membershipDatasets, ruleTruths } from './sign-in-rules.ts'

/**
 * How the person signs in to the resource, by the rules of the source that holds it: the worst of all accounts that the person has
 * there. Of a source without such rules, and of somebody without an account in it, nothing is known.
 */
export function signInOf(
  person: Person,
  { at: { source }, kind }: Resource,
  context: { readonly snapshot: Snapshot; readonly ledger: Ledger },
): SignIn {
  const { snapshot, ledger } = context
  const rows = ledger.rows.filter((row) => row.source === source)
  const settings = rows.filter(({ dataset }) => dataset === SIGN_IN_DATASET)
  if (settings.length === 0) return nothingKnown('unsourced', `no source shows how people sign in to \`${source}\``, [])
  const rules = snapshot.settings.signInRules(source)
  const restsOn = [...settings, ...(rules.some(namesGroups) ? rows.filter(({ dataset }) => membershipDatasets.has(dataset)) : [])]
  if (settings.some(({ state }) => state !== 'complete'))
    return nothingKnown('unknown', `the sign-in rules of \`${source}\` were not read completely`, restsOn)
  // A rule that cannot be read may be any rule.
  if (ledger.gaps.some((gap) => gap.source === source && gap.dataset === SIGN_IN_DATASET && gap.code === 'record-malformed'))
    return nothingKnown('unknown', `a sign-in rule of \`${source}\` could not be read`, restsOn)
  const accounts = person.joins.flatMap(({ account }) => (snapshot.accounts[account]?.source === source ? [account] : []))
  if (accounts.length === 0) return nothingKnown('unknown', `the person has no account in \`${source}\` by which to sign in`, restsOn)
  const each = accounts.map((account): AskedWhere => ruleTruths(account, rules, kind, context))
  return { strong: worstStrong(each.map(strongFor)), from: widest(each.map(placesFor)), restsOn }
}

function nothingKnown(kind: 'unknown' | 'unsourced', says: string, restsOn: readonly DatasetKey[]): SignIn {
  return { strong: { kind, says }, from: { kind, says }, restsOn }
}

function namesGroups({
  who,
  except,
}: {
  readonly who: { groups: readonly string[] }
  readonly except: { groups: readonly string[] }
}): boolean {
  return who.groups.length + except.groups.length > 0
}

const worstFirst: readonly StrongSignIn['kind'][] = ['not-demanded', 'unknown', 'unsourced', 'demanded']

function worstStrong(all: readonly StrongSignIn[]): StrongSignIn {
  const [worst] = [...all].sort((a, b) => worstFirst.indexOf(a.kind) - worstFirst.indexOf(b.kind))
  if (worst === undefined) throw new Error('no account was judged')
  return worst
}

/** Whoever may come in by one account from anywhere may come in from anywhere. */
function widest(all: readonly SignInFrom[]): SignInFrom {
  const open = all.find(({ kind }) => kind === 'anywhere') ?? all.find(({ kind }) => kind !== 'countries')
  if (open !== undefined) return open
  const listed = all.filter((one) => one.kind === 'countries')
  return {
    kind: 'countries',
    countries: distinctTexts(listed.flatMap(({ countries }) => countries)),
    exact: listed.every(({ exact }) => exact),
  }
}
