import type { Instant } from '../../core/base/instant.ts'
import type { AccountFact, MembershipFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { accountState } from './account-state.ts'
import { generalizedTime } from './directory-time.ts'
import { refusedAttribute } from './drop-list.ts'
import { primaryGroupSid } from './native-id.ts'
import { recencyFrom } from './recency.ts'
import { type RecordKey, type RecordText, isSetAside, recordNames } from './record-text.ts'
import { baseName } from './wire.ts'

export interface AccountContext {
  readonly asOf: Instant
  /** State attributes that the reader was shown on some account. */
  readonly visible: ReadonlySet<string>
  readonly isWorkload: boolean
  /** Attributes to hand over, in lower case; null = all that may be kept. */
  readonly kept: ReadonlySet<string> | null
  /** Ids of the groups that have this POSIX group number. */
  groupsWithNumber(gid: string): readonly string[]
}

/** An account, and the memberships that its own record states: the primary group, by SID or by number. */
export function accountFact(
  text: RecordText,
  key: RecordKey,
  provenance: Provenance,
  context: AccountContext,
): { readonly fact: AccountFact; readonly memberships: readonly MembershipFact[] } {
  const uids = text.texts('uid')
  const logins = [...text.texts('samaccountname'), ...text.texts('userprincipalname'), ...uids]
  const cns = text.texts('cn')
  const created = text.first('whencreated') ?? text.first('createtimestamp')
  const { state, endsAt } = accountState(text, context.asOf, context.visible)
  const setAside = isSetAside(text.record)
  const byUid = setAside ? [] : new Set(uids.map((uid) => `uid:${uid}` as const))
  const names = [...recordNames(text, key, [...cns, ...logins]), ...byUid]
  return {
    fact: {
      account: {
        source: provenance.source,
        id: key.id,
        weakKey: key.weak,
        label: text.first('samaccountname') ?? uids[0] ?? cns[0] ?? text.first('krbprincipalname') ?? text.record.dn,
        displayName: text.first('displayname') ?? cns[0] ?? null,
        isWorkload: context.isWorkload || isWorkloadClass(text.classes()),
        state,
        endsAt,
        createdAt: created === null ? null : generalizedTime(created),
        recency: recencyFrom(text.first('gatehouserecency')),
        attributes: keptAttributes(text, context.kept, setAside),
        provenance,
      },
      names,
    },
    memberships: [...primaryMembership(text, key, provenance), ...posixMembership(text, key, provenance, context)],
  }
}

/** Used for the record's own decoding, or changing every night, or lists of groups that prove nothing. */
const STRUCTURAL = new Set(
  [
    'objectguid entryuuid nsuniqueid ipauniqueid memberof useraccountcontrol msds-user-account-control-computed accountexpires',
    'whencreated createtimestamp usnchanged primarygroupid gatehouserecency lastlogontimestamp authtimestamp',
    'pwdaccountlockedtime pwdstarttime pwdendtime shadowexpire nsrole nsaccountlock krbprincipalexpiration krblastsuccessfulauth',
  ].flatMap((line) => line.split(' ')),
)

/** What an account is called; of one that was set aside no key may be made of it, since it was given to another. */
const CALLED = new Set('uid cn displayname mail samaccountname userprincipalname edupersonprincipalname'.split(' '))

function keptAttributes(
  text: RecordText,
  wanted: ReadonlySet<string> | null,
  setAside: boolean,
): Readonly<Record<string, readonly string[]>> {
  const names = new Set([...text.record.attributes.keys()].map(baseName))
  const kept = [...names]
    .filter((name) => (wanted === null || wanted.has(name)) && mayBeKept(name) && !(setAside && CALLED.has(name)))
    .sort()
  return Object.fromEntries(kept.map((name) => [name, keptValues(text, name)]))
}

/** The same few names come with every record. */
const judged = new Map<string, boolean>()

function mayBeKept(name: string): boolean {
  const known = judged.get(name)
  if (known !== undefined) return known
  const keep = !STRUCTURAL.has(name) && refusedAttribute(name) === null
  judged.set(name, keep)
  return keep
}

function keptValues(text: RecordText, name: string): readonly string[] {
  if (name === 'objectsid' || name === 'sidhistory') return text.sids(name)
  if (name === 'ms-ds-consistencyguid') return text.base64(name)
  return text.texts(name)
}

const WORKLOAD_CLASSES = [
  'computer',
  'msds-managedserviceaccount',
  'msds-groupmanagedserviceaccount',
  'device',
  'applicationprocess',
  'ipahost',
  'ipaservice',
]

function isWorkloadClass(classes: ReadonlySet<string>): boolean {
  return WORKLOAD_CLASSES.some((name) => classes.has(name)) || (classes.has('simplesecurityobject') && !classes.has('person'))
}

// The primary group is in no list of members (T4). In a domain every account has one.
function primaryMembership(text: RecordText, { id }: RecordKey, provenance: Provenance): readonly MembershipFact[] {
  const rid = text.first('primarygroupid')
  if (rid === null) return []
  const sid = text.sids('objectsid')[0]
  const group = sid === undefined ? null : primaryGroupSid(sid, rid)
  if (group === null) {
    text.problem(`the primary group \`${rid}\` cannot be named: ${sid === undefined ? 'no `objectSid`' : `\`${sid}\` is of no domain`}`)
    return []
  }
  return [{ source: provenance.source, group: `sid:${group}`, members: [`id:${id}`], kind: 'primary', provenance }]
}

// A number without a group in this directory lets nobody in here: whether all groups were read is the other dataset's state.
function posixMembership(text: RecordText, { id }: RecordKey, provenance: Provenance, context: AccountContext): readonly MembershipFact[] {
  const members: readonly Name[] = [`id:${id}`]
  return text
    .texts('gidnumber')
    .flatMap((gid) => context.groupsWithNumber(gid))
    .map((group) => ({ source: provenance.source, group: `id:${group}` as const, members, kind: 'primary' as const, provenance }))
}
