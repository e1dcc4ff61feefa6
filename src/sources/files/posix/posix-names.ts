import type { Name } from '../../../core/model/fragment.ts'
import type { AccountRecord, GroupRecord } from '../export-record.ts'
import type { ServerNames } from '../server-names.ts'

/** How POSIX accounts and groups of one server are named: its own by number, those of the directory by login or name. */
export interface PosixNames {
  user(uid: number): Name
  group(gid: number): Name
  /** By login, as `/etc/group` and NFSv4 write it: `alice`, `alice@northmoor.example`, `NORTHMOOR\alice`. */
  userCalled(login: string): Name
  groupCalled(name: string): Name
}

/** The superuser is the system itself, as SYSTEM is on Windows: nobody's account. */
export const ROOT = 0
const SYSTEM: Name = 'sid:S-1-5-18'

export function posixUserKey(uid: number): string {
  return `uid:${uid}`
}

export function posixGroupKey(gid: number): string {
  return `gid:${gid}`
}

/**
 * A number that the export does not name stays the server's own, so that it leads to nobody and is a gap where an access list has it.
 *
 * Of a name that holds its domain (winbind, SSSD, NFSv4) the domain is left out: the directory that is asked has one.
 */
export function posixNames(server: ServerNames, accounts: readonly AccountRecord[], groups: readonly GroupRecord[]): PosixNames {
  const users = new Map(accounts.flatMap((account) => (account.uid === undefined ? [] : [[account.uid, account]])))
  const numbered = new Map(groups.flatMap((group) => (group.gid === undefined ? [] : [[group.gid, group]])))
  const byLogin = new Map([...users.values()].map((account) => [account.name, account]))
  const byName = new Map([...numbered.values()].map((group) => [group.name, group]))

  const named = {
    user(account: AccountRecord): Name {
      if (account.uid === ROOT) return SYSTEM
      return account.local ? `id:${server.nativeId(posixUserKey(account.uid ?? 0))}` : `uid:${withoutDomain(account.name)}`
    },
    group(group: GroupRecord): Name {
      return group.local ? `id:${server.nativeId(posixGroupKey(group.gid ?? 0))}` : `name:${withoutDomain(group.name).toLowerCase()}`
    },
  }
  return {
    user(uid) {
      if (uid === ROOT) return SYSTEM
      const account = users.get(uid)
      return account === undefined ? `id:${server.nativeId(posixUserKey(uid))}` : named.user(account)
    },
    group(gid) {
      const group = numbered.get(gid)
      return group === undefined ? `id:${server.nativeId(posixGroupKey(gid))}` : named.group(group)
    },
    userCalled(login) {
      if (/^\d+$/u.test(login)) return this.user(Number(login))
      const account = byLogin.get(login) ?? byLogin.get(withoutDomain(login))
      return account === undefined ? `uid:${withoutDomain(login)}` : named.user(account)
    },
    groupCalled(name) {
      if (/^\d+$/u.test(name)) return this.group(Number(name))
      const group = byName.get(name) ?? byName.get(withoutDomain(name))
      return group === undefined ? `name:${withoutDomain(name).toLowerCase()}` : named.group(group)
    },
  }
}

function withoutDomain(name: string): string {
  return name.replace(/^[^\\]*\\/u, '').replace(/@[^@]*$/u, '')
}
