import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import { accountHandle } from '../../../src/core/model/handle.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import type { Reach } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { DOMAIN_SID, USERS_DN, domainGroup, domainUser } from '../../servers/samba-example.ts'
import { type OpenTask, type SambaFileServer, startSambaFileServer } from '../../servers/samba-file-server.ts'
import { stateFolder } from '../../servers/state-folder.ts'
import { POSIX_HEADER, exportText } from './files-run.ts'
import { type Cast, type SetUp, drawFrom, sddlOf, setUp, takenOver } from './random-access-lists.ts'
import { snapshotOfServer } from './server-snapshot.ts'

const SEED = 20_261_126
const SHARES = Array.from({ length: 200 }, (_, number) => `s${String(number).padStart(3, '0')}`)
const USERS = ['ann', 'ben', 'cat', 'dan'].map((name) => ({ name, password: 'Tried-by-the-tests-1' }))
const LEVELS = ['see', 'read', 'write', 'manage'] as const
const CHANGE_PERMISSIONS = 0x40000
const TAKE_OWNERSHIP = 0x80000
const TRAVERSE = 0x20

type Level = (typeof LEVELS)[number]

/** `core` holds ann and is in `team`, which with cat is in a group of the domain's own kind; `visitors` holds ben. */
function content(): string {
  const dn = (name: string): string => `CN=${name},${USERS_DN}`
  const local = domainGroup('wide', [dn('team'), dn('cat')]).replace('groupType: -2147483646', 'groupType: -2147483644')
  const groups = [domainGroup('core', [dn('ann')]), domainGroup('team', [dn('core')]), domainGroup('visitors', [dn('ben')]), local]
  return [...USERS.map(({ name, password }) => domainUser(name, password)), ...groups].join('')
}

describeWithServers(['samba', 'samba-files'], 'what Gatehouse says of a share is what a user can do there', () => {
  const state = stateFolder('samba-rights')
  let server: SambaFileServer
  let cast: Cast
  beforeAll(async () => {
    server = await startSambaFileServer({ content: content(), shares: SHARES })
    const sids = await Promise.all([...USERS.map(({ name }) => name), 'core', 'team', 'visitors', 'wide'].map((name) => server.sidOf(name)))
    // Everyone, Authenticated Users, OWNER RIGHTS, CREATOR OWNER, Domain Users.
    cast = {
      trustees: [...sids, ...sids, 'WD', 'AU', 'OW', 'CO', 'DU'],
      owners: [`${DOMAIN_SID}-500`, `${DOMAIN_SID}-500`, ...sids],
    }
  }, 120_000)
  afterAll(async () => {
    await server.stop()
    state.remove()
  })

  test('for 200 random set-ups, each tried as each of four users', async () => {
    const draw = drawFrom(SEED)
    const setUps = SHARES.map((share) => setUp(share, cast, draw))
    const records = await prepared(server, setUps, state.path)
    const { snapshot, reach } = await asked(server, state.path, records)

    const differences: string[] = []
    const counts = { pairs: 0, levels: 0, held: 0 }
    await Promise.all(
      USERS.map(async (user) => {
        const could = await triedAs(user, server, setUps, state.path)
        const account = accountHandle(snapshot.accounts.findIndex(({ label }) => label === user.name))
        for (const [position, { share, owner, ofShare, ofFolder }] of setUps.entries()) {
          const tried = could[position]
          if (tried === undefined) throw new Error(`${share} was not tried`)
          counts.pairs++
          for (const level of LEVELS) {
            const answer = reach.check(account, `files:\\\\fs2.northmoor.example\\${share}`, level)
            const said = answer.kind === 'answered' ? answer.value.kind : answer.kind
            counts.levels++
            if (tried[level]) counts.held++
            if ((said === 'allowed') !== tried[level])
              differences.push(
                `${share} ${user.name} ${level}: said ${said}, ${tried[level] ? 'could' : 'could not'}; share ${sddlOf(null, ofShare)} folder ${sddlOf(owner, ofFolder)}`,
              )
          }
        }
      }),
    )
    console.log(`compared ${counts.levels} levels of ${counts.pairs} pairs of user and set-up (seed ${SEED}); ${counts.held} were held`)
    expect(differences).toEqual([])
  }, 600_000)
})

/** Sets all descriptors, and resolves to the records of an export that says what stands there. */
async function prepared(server: SambaFileServer, setUps: readonly SetUp[], local: string): Promise<readonly Record<string, unknown>[]> {
  for (const name of ['paper.txt', 'new.txt']) writeFileSync(join(local, name), 'data\n')
  const tasks = setUps.flatMap(({ share, owner, ofFolder }) => {
    const folder = server.folderOf(share)
    mkdirSync(join(folder, `in-${share}`))
    const files = ['paper.txt', ...USERS.map(({ name }) => `victim-${name}.txt`)]
    for (const name of files) writeFileSync(join(folder, name), 'data\n')
    const admin = `${DOMAIN_SID}-500`
    return [
      { path: folder, sddl: sddlOf(owner, ofFolder) },
      { path: join(folder, `in-${share}`), sddl: sddlOf(admin, takenOver(ofFolder, 'folder')) },
      ...files.map((name) => ({ path: join(folder, name), sddl: sddlOf(admin, takenOver(ofFolder, 'file')) })),
    ]
  })
  const stands = await server.descriptors(tasks)
  const shareStands: string[] = []
  for (const { share, ofShare } of setUps) shareStands.push(await server.shareDescriptor(share, sddlOf(null, ofShare)))
  const samba = { 'read only': 'No', 'vfs objects': 'acl_xattr', 'acl_xattr:ignore system acls': 'yes' }
  return setUps.flatMap(({ share }, position) => [
    { record: 'share', name: share, path: server.folderOf(share), sddl: shareStands[position], samba },
    { record: 'folder', path: server.folderOf(share), sddl: stands[position * (tasks.length / setUps.length)] },
  ])
}

async function asked(
  server: SambaFileServer,
  folder: string,
  records: readonly Record<string, unknown>[],
): Promise<{ readonly snapshot: Snapshot; readonly reach: Reach }> {
  const header = { ...POSIX_HEADER, domain_controller: true, domain_sid: DOMAIN_SID, forest_sid: DOMAIN_SID }
  const snapshot = await snapshotOfServer(server, folder, { 'fs2.ndjson': exportText(header, records) })
  return { snapshot, reach: reachOver(snapshot, '2026-11-26' as Day) }
}

/** What the user could do at each share: with smbclient, and by opening for what smbclient never asks for. */
async function triedAs(
  user: (typeof USERS)[number],
  server: SambaFileServer,
  setUps: readonly SetUp[],
  local: string,
): Promise<readonly Readonly<Record<Level, boolean>>[]> {
  const { name } = user
  const got = join(local, `got-${name}`)
  mkdirSync(got)
  const opens = setUps.flatMap(({ share }): readonly OpenTask[] => [
    { share, path: '', right: TRAVERSE, folder: true },
    { share, path: '', right: CHANGE_PERMISSIONS, folder: true },
    { share, path: '', right: TAKE_OWNERSHIP, folder: true },
    { share, path: 'paper.txt', right: CHANGE_PERMISSIONS, folder: false },
    { share, path: 'paper.txt', right: TAKE_OWNERSHIP, folder: false },
    { share, path: 'paper.txt', right: 0x2, folder: false },
    { share, path: `in-${share}`, right: 0x2, folder: true },
    { share, path: `in-${share}`, right: 0x4, folder: true },
    { share, path: `in-${share}`, right: 0x40, folder: true },
  ])
  const opened = await server.tryOpens(user, opens)
  const each = opens.length / setUps.length
  const commands = setUps.flatMap(({ share }) => [
    `tcon ${share}`,
    'ls',
    `get paper.txt ${join(got, share)}`,
    `put ${join(local, 'new.txt')} new-${name}.txt`,
    `mkdir made-${name}`,
    `rm victim-${name}.txt`,
  ])
  const said = await server.smbclient(user, 'IPC$', commands)
  return setUps.map(({ share }, position) => {
    const folder = server.folderOf(share)
    const [through, rules, owner, fileRules, fileOwner, ...writes] = opened.slice(position * each, (position + 1) * each)
    const written =
      existsSync(join(folder, `new-${name}.txt`)) ||
      existsSync(join(folder, `made-${name}`)) ||
      !existsSync(join(folder, `victim-${name}.txt`))
    return {
      see: said.includes(` in-${share} `) || through === true,
      read: existsSync(join(got, share)),
      write: written || writes.includes(true),
      manage: [rules, owner, fileRules, fileOwner].includes(true),
    }
  })
}
