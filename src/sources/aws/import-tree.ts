import { join } from 'node:path'
import { compareText } from '../../core/base/order.ts'
import { EXPORT_FILE } from '../evidence/export-file.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import { type AwsDatasetName, type CallName, datasetName, parseDatasetName } from './calls.ts'
import { AWS_CALLS } from './calls.ts'
import { isAccountNumber } from './read-arn.ts'

/** One folder of a tree that was gathered by hand: the answers to one call. */
export interface GatheredCall {
  readonly unit: string
  readonly dataset: AwsDatasetName
  /** Relative to the tree. */
  readonly folder: string
  /** Names in it, sorted; without those that begin with a dot. */
  readonly names: readonly string[]
  /** Further folders whose names say the same. */
  readonly twins: readonly string[]
}

/** What fits no call of this version, and why nothing of it is taken in. */
export interface Unfit {
  readonly unit: string
  readonly dataset: string
  /** `skipped`: another call's answers, which nobody here needs; `failed`: it may be anything. */
  readonly state: 'skipped' | 'failed'
  readonly reason: string
}

export interface GatheredTree {
  /** Sorted by account, then dataset. */
  readonly calls: readonly GatheredCall[]
  /** Sorted likewise; each names its place once. */
  readonly unfit: readonly Unfit[]
}

/**
 * Sorts the folders of a tree (`<account>/<region>/<service>/<call>/[<argument>/…]`) by call. Nothing vanishes: what lies elsewhere is
 * `unfit`, and so is a folder that the disk does not let us list.
 */
export async function gatheredTree(files: FileSystem, root: string): Promise<GatheredTree> {
  const calls = new Map<string, GatheredCall>()
  const unfit = new Map<string, Unfit>()
  const note = (one: Unfit): void => void unfit.set(`${one.unit} ${one.dataset}`, one)
  for await (const found of foldersIn(files, root, [])) {
    const { parts, names, isLeaf } = found
    if ('failure' in found) {
      note({ ...placeOf(parts, ''), state: 'failed', reason: `the folder \`${parts.join('/')}\` cannot be listed: ${found.failure}` })
      continue
    }
    const fitting = fittingCall(parts)
    if (fitting === null) {
      for (const name of names) if (!(parts.length === 0 && name === EXPORT_FILE)) note(unfitFile(parts, name))
      continue
    }
    // A folder above those of single resources holds nothing itself.
    if (names.length === 0 && !isLeaf) continue
    const { unit, dataset } = fitting
    const key = `${unit} ${datasetName(dataset)}`
    const folder = parts.join('/')
    const there = calls.get(key)
    if (there === undefined) calls.set(key, { unit, dataset, folder, names, twins: [] })
    else calls.set(key, { ...there, twins: [...there.twins, folder] })
  }
  for (const key of calls.keys()) unfit.delete(key)
  return { calls: sortedValues(calls), unfit: sortedValues(unfit) }
}

interface Folder {
  readonly parts: readonly string[]
  readonly names: readonly string[]
  readonly isLeaf: boolean
}

async function* foldersIn(
  files: FileSystem,
  root: string,
  parts: readonly string[],
): AsyncGenerator<Folder | (Folder & { readonly failure: string })> {
  // prettier-ignore
  const names: string[] = []
  const inner: string[] = []
  try {
    const path = join(root, ...parts)
    for (const name of [...(await files.list(path))].sort(compareText)) {
      if (name.startsWith('.')) continue
      const entry = await files.entry(join(path, name))
      if (entry?.kind === 'folder') inner.push(name)
      else names.push(name)
    }
  } catch (cause) {
    yield { parts, names: [], isLeaf: true, failure: cause instanceof Error ? cause.message : String(cause) }
    return
  }
  yield { parts, names, isLeaf: inner.length === 0 }
  for (const name of inner) yield* foldersIn(files, root, [...parts, name])
}

/** Null for a folder that is none of a call. */
function fittingCall(parts: readonly string[]): Pick<GatheredCall, 'unit' | 'dataset'> | null {
  const [unit = '', region = '', service = '', call = '', ...folders] = parts
  const parsed = parseDatasetName([region, service, call].join('/'))
  if (!isAccountNumber(unit) || parsed === null) return null
  const given = folders.map(decoded)
  const { least, most } = argumentCount(parsed.name)
  return given.length < least || given.length > most ? null : { unit, dataset: { ...parsed, arguments: given } }
}

/** Percent-encoded by whoever made the folder, more or less of it; a name that is not stands as it is. */
function decoded(folder: string): string {
  try {
    return decodeURIComponent(folder)
  } catch (cause) {
    if (cause instanceof URIError) return folder
    throw cause
  }
}

function argumentCount(name: CallName): { readonly least: number; readonly most: number } {
  if (name === 'lambda get-policy') return { least: 1, most: 2 }
  const { scope } = AWS_CALLS[name]
  const count = COUNTS[name] ?? (scope === 'account' || scope === 'region' ? 0 : 1)
  return { least: count, most: count }
}

/** Arguments of calls that have neither none as all of an account or a region, nor one as all others. */
const COUNTS: Partial<Readonly<Record<CallName, number>>> = {
  'organizations list-roots': 0,
  'organizations list-accounts': 0,
  'sso-admin list-instances': 0,
  'sso-admin describe-permission-set': 2,
  'sso-admin list-accounts-for-provisioned-permission-set': 2,
  'sso-admin list-account-assignments': 3,
  'identitystore list-group-memberships': 2,
  'iam get-policy-version': 2,
}

function unfitFile(parts: readonly string[], name: string): Unfit {
  const place = placeOf(parts, name)
  const [region, service, call] = place.dataset.split('/')
  const isForeign = isAccountNumber(place.unit) && parts.length >= 4 && !Object.hasOwn(AWS_CALLS, `${service} ${call}`)
  const where = [...parts, name].join('/')
  return isForeign
    ? { ...place, state: 'skipped', reason: `\`${service} ${call}\` in ${region} is no call that this version reads` }
    : { ...place, state: 'failed', reason: `\`${where}\` lies where no answer of a call lies` }
}

/**
 * A manifest knows only datasets: what fits none gets one that is called by its place. A file outside of all folders of services says nothing
 * about any account, so its dataset bears on nothing.
 */
function placeOf(parts: readonly string[], name: string): Pick<Unfit, 'unit' | 'dataset'> {
  const [first = ''] = parts
  const unit = isAccountNumber(first) ? first : 'unknown'
  const rest = unit === 'unknown' ? parts : parts.slice(1)
  if (rest.length >= 2) return { unit, dataset: rest.join('/') }
  return { unit, dataset: ['unknown', 'unknown', [...rest, name].join('/') || '*'].join('/') }
}

function sortedValues<Value>(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value)
}
