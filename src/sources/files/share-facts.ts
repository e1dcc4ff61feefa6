import type { AccessList } from '../../core/model/access-control.ts'
import type { FolderRecord, ShareRecord } from './export-record.ts'
import { descriptorList } from './descriptor-list.ts'
import type { ServerFacts } from './server-facts.ts'

/** A record with the line of the export at which it stands. */
export type At<Record> = Record & { readonly line: number }

/** One way in: a share, or a folder that NFS shows, with the lists that its root and every folder in it must pass. */
export interface WayIn {
  /** Its native id. */
  readonly native: string
  readonly label: string
  /** The server's own path of its root. */
  readonly path: string
  /** Of the share itself: its own descriptor, the settings of smb.conf, what NFS allows. */
  readonly lists: readonly AccessList[]
  readonly line: number
  /** Folders whose rights differ from those of the folder above, the root first; their place relative to the root, parts joined by `/`. */
  readonly folders: readonly { readonly inside: string; readonly folder: At<FolderRecord> }[]
  /** The lists of one folder; what passes on the way to it stands in front. The failure is one line. */
  listsOf(folder: FolderRecord, above: readonly FolderRecord[]): { readonly lists: readonly AccessList[] } | { readonly reason: string }
  /** The native id of a folder in it. */
  nativeOf(inside: string): string
}

/**
 * States who gets in by one way.
 *
 * A folder with rights of its own is a resource of its own; and whoever gets into it gets into a part of each resource that holds it,
 * so its lists are stated for those as well. What cannot be read of it is a gap on all of them.
 */
export function addWayIn(facts: ServerFacts, way: WayIn): void {
  facts.resource(way.native, way.label)
  facts.roots.push({ native: way.native, path: way.path })
  const root = way.folders.find(({ inside }) => inside === '')
  if (root === undefined)
    facts.gap([way.native], 'the export does not hold the rights of its folder', way.line, 'let the exporter read the folder itself')
  for (const { inside, folder } of way.folders) {
    const above = way.folders.filter((other) => isBelow(inside, other.inside))
    const holders = [way.native, ...above.flatMap((other) => (other.inside === '' ? [] : [way.nativeOf(other.inside)]))]
    const native = inside === '' ? way.native : way.nativeOf(inside)
    facts.resource(native, inside === '' ? way.label : `${way.label}\\${inside.replaceAll('/', '\\')}`)
    const touched = inside === '' ? [native] : [native, ...holders]
    if (folder.files_apart > 0)
      facts.gap(
        touched,
        `${folder.files_apart} ${folder.files_apart === 1 ? 'file' : 'files'} in \`${native}\` with rights of their own`,
        folder.line,
        'let them take over the rights of their folder',
      )
    const found = way.listsOf(
      folder,
      above.map((other) => other.folder),
    )
    if ('reason' in found) facts.gap(touched, found.reason, folder.line)
    else
      for (const resource of touched)
        facts.controls.push({
          source: facts.source,
          object: resource === native ? { resource } : { resource, part: native },
          trusteesOf: facts.directory,
          lists: [...way.lists, ...found.lists],
          provenance: facts.provenance(native),
        })
  }
}

function isBelow(inside: string, outer: string): boolean {
  return inside !== outer && (outer === '' || inside.startsWith(`${outer}/`))
}

/** The shares of a Windows server: the share's descriptor, and that of each folder. Nothing is asked on the way to a deep folder. */
export function addWindowsShares(facts: ServerFacts, shares: readonly At<ShareRecord>[], folders: readonly At<FolderRecord>[]): void {
  const ofShare = Map.groupBy(folders, ({ share }) => share?.toLowerCase() ?? '')
  for (const share of shares) {
    const native = facts.names.share(share.name)
    const own = shareDescriptor(facts, share, (sid) => facts.names.ofSid(sid))
    if (own === null) continue
    addWayIn(facts, {
      native,
      label: `\\\\${facts.header.server}\\${share.name}`,
      path: share.path,
      lists: own,
      line: share.line,
      folders: (ofShare.get(share.name.toLowerCase()) ?? []).map((folder) => ({ inside: insideOf(folder.path), folder })),
      nativeOf: (inside) => facts.names.share(share.name, inside),
      listsOf(folder) {
        if (folder.sddl === undefined) return { reason: `the folder \`${folder.path}\` comes without its descriptor` }
        const list = descriptorList(folder.sddl, 'folder', (sid) => facts.names.ofSid(sid), facts.domains)
        return list.ok ? { lists: [list.value] } : { reason: list.error }
      },
    })
    addTakeOwnership(facts, native)
  }
}

/** The list of the share itself; null, with a gap, where it cannot be read. */
export function shareDescriptor(
  facts: ServerFacts,
  share: At<ShareRecord>,
  nameOf: Parameters<typeof descriptorList>[2],
): readonly AccessList[] | null {
  const list = share.sddl === null ? null : descriptorList(share.sddl, 'share', nameOf, facts.domains)
  if (list?.ok === true) return [list.value]
  const native = facts.names.share(share.name)
  facts.resource(native, `\\\\${facts.header.server}\\${share.name}`)
  facts.gap(
    [native],
    list === null ? 'the descriptor of the share was not read' : list.error,
    share.line,
    'see the rights that the exporter needs',
  )
  return null
}

const ADMINISTRATORS = 'S-1-5-32-544'

/**
 * The server's administrators may take ownership of any folder, and change what the share says, whatever stands there now: the user
 * right `SeTakeOwnershipPrivilege`, which they have unless a policy takes it from them.
 */
function addTakeOwnership(facts: ServerFacts, resource: string): void {
  facts.grants.push({
    source: facts.source,
    resource,
    // On a domain controller they are the domain's, and the directory shows them.
    principal:
      facts.header.domain_controller && facts.directory !== null
        ? { address: `${facts.directory}:${ADMINISTRATORS}` }
        : { name: facts.names.ofSid(ADMINISTRATORS) },
    level: 'admin',
    nativeRight: `Administrators of ${facts.names.server} may take ownership`,
    from: null,
    until: null,
    provenance: facts.provenance(resource),
  })
}

function insideOf(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replaceAll(/^\/+|\/+$/gu, '')
    .toLowerCase()
}
