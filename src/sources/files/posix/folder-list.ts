import type { NfsList, PosixList } from '../../../core/model/access-control.ts'
import { type Result, failed, succeeded } from '../../../core/base/result.ts'
import type { FolderRecord } from '../export-record.ts'
import { parseGetfacl } from './getfacl-text.ts'
import { parseNfs4Acl } from './nfs4-acl-text.ts'
import type { PosixNames } from './posix-names.ts'

/** What a folder of a POSIX server lets whom do; null where the record holds neither form. The failure is one line. */
export function posixFolderList(folder: FolderRecord, names: PosixNames): Result<PosixList | NfsList, string> | null {
  if (folder.nfs4 !== undefined) return nfsList(folder.nfs4, folder, names)
  return folder.posix === undefined ? null : posixList(folder.posix, names)
}

function posixList(text: string, names: PosixNames): Result<PosixList, string> {
  const acl = parseGetfacl(text)
  if (!acl.ok) return acl
  const { owner, group, entries, mask } = acl.value
  return succeeded({
    form: 'posix',
    owner: names.user(owner),
    group: names.group(group),
    entries: entries.map(({ tag, id, permissions }) => ({
      tag,
      who: id === null ? null : tag === 'user' ? names.user(id) : names.group(id),
      permissions,
    })),
    mask,
  })
}

function nfsList(text: string, { owner, group }: FolderRecord, names: PosixNames): Result<NfsList, string> {
  if (owner === undefined || group === undefined) return failed('`nfs4` without the numbers of `owner` and `group`')
  const entries = parseNfs4Acl(text)
  if (!entries.ok) return entries
  return succeeded({
    form: 'nfs4',
    owner: names.user(owner),
    group: names.group(group),
    entries: entries.value.map(({ who, ...entry }) => ({
      ...entry,
      who: 'special' in who ? who : { name: who.of === 'user' ? names.userCalled(who.name) : names.groupCalled(who.name) },
    })),
  })
}
