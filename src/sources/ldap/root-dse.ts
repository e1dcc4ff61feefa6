import { type Result, failed, succeeded } from '../../core/base/result.ts'
import type { DirectoryConnection } from './connection.ts'
import type { DirectoryFailure } from './directory-failure.ts'

/** What a server says about itself: attribute in lower case → values. */
export type RootDse = ReadonlyMap<string, readonly string[]>

/** Reads the root DSE. Servers show it to anybody as a rule; one that does not is asked again after the bind. */
export async function readRootDse(connection: DirectoryConnection): Promise<Result<RootDse, DirectoryFailure>> {
  const page = await connection.read({ base: '', scope: 'base', filter: '(objectClass=*)', attributes: ASKED })
  if (!page.ok) return page
  const [entry] = page.value.entries
  if (entry === undefined)
    return failed({ kind: 'untrusted', says: 'the server shows no root DSE', cure: 'let the reader read the root DSE' })
  return succeeded(
    new Map(entry.attributes.map(({ name, values }) => [name.toLowerCase(), values.map((value) => Buffer.from(value).toString('utf8'))])),
  )
}

export function rootValues(root: RootDse, name: string): readonly string[] {
  return root.get(name) ?? []
}

/** Does the server list the paging control (RFC 2696)? */
export function canPage(root: RootDse): boolean {
  return rootValues(root, 'supportedcontrol').includes('1.2.840.113556.1.4.319')
}

const ASKED = [
  'objectClass',
  'namingContexts',
  'monitorContext',
  'configContext',
  'supportedControl',
  'supportedExtension',
  'supportedCapabilities',
  'vendorName',
  'vendorVersion',
  'dsServiceName',
  'highestCommittedUSN',
]
