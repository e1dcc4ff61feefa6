import type { Name } from '../../core/model/fragment.ts'
import type { ExportHeader } from './export-record.ts'

/**
 * How accounts, groups and shares of one server are named, so that those of several servers never meet.
 *
 * Groups such as Administrators have the same SID on every machine: they are named with their server. All other SIDs are the same thing
 * everywhere, and stay as they are.
 */
export interface ServerNames {
  readonly server: string
  /** The name of the holder of a SID. */
  ofSid(sid: string): Name
  /** Does the server itself keep the holder of this SID? */
  isLocal(sid: string): boolean
  /** The native id of what the server itself keeps: `fs1.northmoor.example/S-1-5-32-544`, `…/gid:2000`. */
  nativeId(key: string): string
  /** The native id of a share or of a folder in it; letter case means nothing there. */
  share(name: string, folder?: string): string
}

export function serverNames(header: ExportHeader): ServerNames {
  const server = header.server.toLowerCase()
  const machine = header.machine_sid ?? null
  const nativeId = (key: string): string => `${server}/${key}`
  const isLocal = (sid: string): boolean =>
    !header.domain_controller && (sid.startsWith('S-1-5-32-') || (machine !== null && sid.startsWith(`${machine}-`)))
  return {
    server,
    nativeId,
    isLocal,
    ofSid: (sid) => (isLocal(sid) ? `id:${nativeId(sid)}` : `sid:${sid}`),
    share(name, folder = '') {
      const inside = folder.replaceAll('/', '\\').replaceAll(/^\\+|\\+$/gu, '')
      return `\\\\${server}\\${name}${inside === '' ? '' : `\\${inside}`}`.toLowerCase()
    },
  }
}
