import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { runCommand } from '../../servers/run-command.ts'
import { DOMAIN_SID, USERS_DN, domainGroup, domainUser } from '../../servers/samba-example.ts'
import { type SambaFileServer, startSambaFileServer } from '../../servers/samba-file-server.ts'
import { stateFolder } from '../../servers/state-folder.ts'
import { snapshotOfServer } from './server-snapshot.ts'

const SCRIPT = new URL('../../../scripts/export-posix-shares.sh', import.meta.url).pathname
const SHARE = '\\\\fs2.northmoor.example\\qsense'

/** The whole way: a real Samba, the script that the project ships, and the directory behind it. */
describeWithServers(['samba', 'samba-files', 'acl'], 'the export that the script writes on a Samba server', () => {
  const state = stateFolder('samba-export')
  let server: SambaFileServer
  let text = ''
  let snapshot: Snapshot
  beforeAll(async () => {
    const people = ['ann', 'ben', 'cat'].map((name) => domainUser(name)).join('')
    const core = domainGroup('core', [`CN=ann,${USERS_DN}`])
    server = await startSambaFileServer({
      content: people + core + domainGroup('team', [`CN=core,${USERS_DN}`]),
      shares: ['qsense', 'closed'],
    })
    const [team, ben, cat] = await Promise.all(['team', 'ben', 'cat'].map(async (name) => server.sidOf(name)))
    const folder = server.folderOf('qsense')
    for (const inside of ['same', 'field']) mkdirSync(join(folder, inside))
    const administrator = `O:${DOMAIN_SID}-500G:DU`
    await server.descriptors([
      { path: folder, sddl: `${administrator}D:(D;OICI;0x2;;;${ben})(A;OICI;0x1301bf;;;${team})` },
      { path: join(folder, 'same'), sddl: `${administrator}D:AI(D;OICIID;0x2;;;${ben})(A;OICIID;0x1301bf;;;${team})` },
      { path: join(folder, 'field'), sddl: `${administrator}D:P(A;OICI;0x1200a9;;;${cat})` },
      { path: server.folderOf('closed'), sddl: `${administrator}D:P(A;OICI;0x1f01ff;;;${DOMAIN_SID}-500)` },
    ])
    await server.shareDescriptor('closed', `D:(A;;0x1200a9;;;${ben})`)
    const options = ['--server', 'fs2.northmoor.example', '--smb-conf', server.configuration, '--exports', '/nowhere']
    text = await runCommand('sh', [SCRIPT, ...options], { env: { ...server.env, LD_PRELOAD: 'libnss_wrapper.so' } })
    snapshot = await snapshotOfServer(server, state.path, { 'fs2.ndjson': text })
  }, 180_000)
  afterAll(async () => {
    await server?.stop()
    state.remove()
  })

  test('holds the shares with their descriptors, and those of their folders', () => {
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.filter(({ record }) => record === 'share').map(({ name }) => name)).toEqual(expect.arrayContaining(['qsense', 'closed']))
    expect(lines.find(({ name }) => name === 'closed')?.['sddl']).toMatch(/^D:\(A;;0x001200a9;;;S-1-5-21-/u)
    const folders = lines.filter(({ record, path }) => record === 'folder' && String(path).includes('/qsense'))
    expect(folders.map(({ path }) => String(path).split('/shares/')[1])).toEqual(expect.arrayContaining(['qsense', 'qsense/field']))
    for (const folder of folders) expect(folder['sddl']).toMatch(/^O:/u)
    expect(lines.at(-1)).toMatchObject({ record: 'trailer', complete: true })
  })

  test('leads to who reaches what, through the groups of the domain', () => {
    const reach = reachOver(snapshot, '2026-11-26' as Day)
    const answer = reach.who(`files:${SHARE}`)
    if (answer.kind !== 'answered') throw new Error(answer.kind)
    const held = answer.value.map(({ account, level }) => `${snapshot.accounts[account]?.label} ${level}`)
    expect(held).toEqual(expect.arrayContaining(['ann read', 'ann write', 'cat read', 'cat see']))
    expect(held).not.toContain('cat write')
    expect(held.filter((line) => line.startsWith('ben'))).toEqual([])
    const field = reach.who(`files:${SHARE}\\field`)
    const there = field.kind === 'answered' ? field.value.map(({ account }) => snapshot.accounts[account]?.label) : []
    // Who owns a folder may change its list.
    expect(new Set(there)).toEqual(new Set(['cat', 'Administrator']))
  })
})
