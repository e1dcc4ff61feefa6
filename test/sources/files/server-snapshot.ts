import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { collectFiles } from '../../../src/sources/files/collect.ts'
import { readFiles } from '../../../src/sources/files/read.ts'
import { collectLdap } from '../../../src/sources/ldap/collect.ts'
import { readLdap } from '../../../src/sources/ldap/read.ts'
import { DOMAIN_AUDITOR, DOMAIN_DN, USERS_DN } from '../../servers/samba-example.ts'
import type { SambaFileServer } from '../../servers/samba-file-server.ts'
import { at } from '../evidence/sample-evidence.ts'

/** The domain of a file server, read over LDAPS as source `ad`, and its exports as source `files`, in one snapshot. */
export async function snapshotOfServer(
  server: SambaFileServer,
  folder: string,
  exports: Readonly<Record<string, string>>,
): Promise<Snapshot> {
  const options = { toolVersion: '0.1.0', clock: () => at('2026-11-26T02:14:00Z') }
  const where = join(folder, 'exports')
  mkdirSync(where)
  for (const [name, text] of Object.entries(exports)) writeFileSync(join(where, name), text)
  const config = { url: server.url, base: DOMAIN_DN, bind: { dn: `CN=auditor,${USERS_DN}` }, attributes: [], ca: server.caFile }
  await collectLdap({ name: 'ad', password: DOMAIN_AUDITOR.password, config }, join(folder, 'evidence/ad'), options)
  await collectFiles({ name: 'files', folder: where }, join(folder, 'evidence/files'), options)
  const snapshot = assembler()
  await readLdap(join(folder, 'evidence/ad'), { name: 'ad' }, snapshot.sink)
  await readFiles(join(folder, 'evidence/files'), { name: 'files', directory: 'ad' }, snapshot.sink)
  return snapshot.finish({ keys: [], overrules: [] })
}
