import type { NfsList, PosixList } from '../../../core/model/access-control.ts'
import type { Name } from '../../../core/model/fragment.ts'
import { descriptorList } from '../descriptor-list.ts'
import type { FolderRecord, ShareRecord } from '../export-record.ts'
import type { ServerFacts } from '../server-facts.ts'
import { type At, type WayIn, addWayIn, shareDescriptor } from '../share-facts.ts'
import { parseExportsLine } from './exports-line.ts'
import { posixFolderList } from './folder-list.ts'
import type { PosixNames } from './posix-names.ts'
import { sambaShare } from './samba-share.ts'
import { searchGate } from './search-gate.ts'

/** The shares of a Samba server: the share's descriptor, smb.conf, and on each folder what Samba or the system keeps there. */
export function addSambaShares(
  facts: ServerFacts,
  shares: readonly At<ShareRecord>[],
  folders: readonly At<FolderRecord>[],
  names: PosixNames,
): void {
  const nameOf = (sid: string): Name => {
    // Samba's own SIDs for accounts and groups that have none: [MS-DTYP] does not know them.
    const unix = /^S-1-22-([12])-(\d+)$/u.exec(sid)
    if (unix !== null) return unix[1] === '1' ? names.user(Number(unix[2])) : names.group(Number(unix[2]))
    return facts.names.ofSid(sid)
  }
  for (const share of shares) {
    const own = shareDescriptor(facts, share, nameOf)
    if (own === null) continue
    const native = facts.names.share(share.name)
    const settings = sambaShare(share.samba ?? {}, names)
    for (const doubt of settings.doubts)
      facts.gap([native], doubt, share.line, 'take the setting out, or list its people in a `grants` table')
    addWayIn(facts, {
      native,
      label: `\\\\${facts.header.server}\\${share.name}`,
      path: share.path,
      lists: [...own, ...settings.lists],
      line: share.line,
      folders: foldersUnder(share.path, folders),
      nativeOf: (inside) => facts.names.share(share.name, inside),
      listsOf(folder, above) {
        const kept = settings.keepsDescriptors ? descriptorOf(folder) : { lists: [] }
        if ('reason' in kept || settings.ignoresSystem) return kept
        const system = systemLists(folder, above, names)
        return 'reason' in system ? system : { lists: [...kept.lists, ...system.lists] }
      },
    })
  }

  function descriptorOf(folder: FolderRecord): ReturnType<WayIn['listsOf']> {
    if (folder.sddl === undefined) return { reason: `Samba keeps a descriptor for \`${folder.path}\`, and it was not read` }
    const list = descriptorList(folder.sddl, 'folder', nameOf, facts.domains)
    return list.ok ? { lists: [list.value] } : { reason: list.error }
  }
}

/**
 * The folders that NFS shows: `<server>:<path>`.
 *
 * Who a user is says the client, unless Kerberos proves it. That is a gap on the folder: whoever rules a client may act as anybody.
 */
export function addNfsExports(
  facts: ServerFacts,
  lines: readonly At<{ readonly text: string }>[],
  folders: readonly At<FolderRecord>[],
  names: PosixNames,
): void {
  for (const { text, line } of lines) {
    const exported = parseExportsLine(text)
    if (!exported.ok) {
      facts.gap(null, exported.error, line)
      continue
    }
    const { path, clients } = exported.value
    const native = `${facts.names.server}:${path}`
    const mayWrite = clients.some((client) => client.mayWrite)
    addWayIn(facts, {
      native,
      label: native,
      path,
      lists: mayWrite ? [] : [READ_ONLY],
      line,
      folders: foldersUnder(path, folders),
      nativeOf: (inside) => `${native === `${facts.names.server}:/` ? native : `${native}/`}${inside}`,
      listsOf: (folder, above) => systemLists(folder, above, names),
    })
    for (const { name, provesUsers, keepsRoot, squashesAll } of clients) {
      const cure = 'ask for `sec=krb5p`, keep `root_squash`, or accept it as a blind spot'
      if (!provesUsers)
        facts.gap([native], `\`${name}\` says itself who its users are (\`sec=sys\`): whoever rules it can act as anybody`, line, cure)
      if (keepsRoot) facts.gap([native], `root of \`${name}\` is root here (\`no_root_squash\`)`, line, cure)
      if (squashesAll) facts.gap([native], `everybody on \`${name}\` acts as one account (\`all_squash\`)`, line, cure)
    }
  }
}

const READ_ONLY: WayIn['lists'][number] = {
  form: 'windows',
  place: 'share',
  owner: null,
  entries: [
    { effect: 'allow', trustee: 'sid:S-1-1-0', rights: 0x1200a9, objectType: null, inheritOnly: false, inherits: true, conditional: false },
  ],
}

/** The folder's own list behind one gate for every folder above it whose rights are known. */
function systemLists(folder: FolderRecord, above: readonly FolderRecord[], names: PosixNames): ReturnType<WayIn['listsOf']> {
  const lists: (PosixList | NfsList)[] = []
  for (const [position, each] of [...above, folder].entries()) {
    const list = posixFolderList(each, names)
    if (list === null) return { reason: `the rights of \`${each.path}\` were not read` }
    if (!list.ok) return { reason: `\`${each.path}\`: ${list.error}` }
    lists.push(position < above.length ? searchGate(list.value) : list.value)
  }
  return { lists }
}

function foldersUnder(root: string, folders: readonly At<FolderRecord>[]): WayIn['folders'] {
  const base = root.replace(/\/+$/u, '')
  return folders.flatMap((folder) => {
    const path = folder.path.replace(/\/+$/u, '')
    if (path !== base && !path.startsWith(`${base}/`)) return []
    return [{ inside: path.slice(base.length + 1), folder }]
  })
}
