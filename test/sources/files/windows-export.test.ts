import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { WINDOWS_HEADER, exportText, runFiles } from './files-run.ts'

const SHARE = { record: 'share', name: 'QSense', path: 'D:\\Shares\\qsense', sddl: 'D:(A;;FA;;;WD)' }
const ROOT = { record: 'folder', share: 'QSense', path: '', sddl: 'O:BAG:DUD:PAI(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;S-1-5-21-4-5-6-1104)' }
const FIELD = { record: 'folder', share: 'QSense', path: 'Field\\2026', sddl: 'O:BAG:DUD:AI(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1001)' }
const ADMINS = {
  record: 'group',
  sid: 'S-1-5-32-544',
  name: 'Administrators',
  members: [{ sid: 'S-1-5-21-4-5-6-512', name: 'Domain Admins' }],
}
const QSENSE = '\\\\fs1.northmoor.example\\qsense'

describe('the export of a Windows server', () => {
  test('gives shares, folders with rights of their own, and the lists of both', async () => {
    const run = await runFiles({ 'fs1.ndjson': exportText(WINDOWS_HEADER, [SHARE, ROOT, FIELD, ADMINS]) })
    expect(run.coverage).toMatchObject([
      { unit: 'fs1.ndjson', dataset: 'shares', state: 'complete', records: 4, total: 4, asOf: '2026-11-25T22:00:00.000Z' },
    ])
    expect(run.resources.map(({ native, kind, label }) => [native, kind, label])).toEqual([
      [QSENSE, 'share', '\\\\FS1.northmoor.example\\QSense'],
      [`${QSENSE}\\field\\2026`, 'share', '\\\\FS1.northmoor.example\\QSense\\field\\2026'],
    ])
    expect(
      run.controls.map(({ object, lists }) => [object, lists.map((list) => (list.form === 'windows' ? list.place : list.form))]),
    ).toEqual([
      [{ resource: QSENSE }, ['share', 'folder']],
      [{ resource: `${QSENSE}\\field\\2026` }, ['share', 'folder']],
      // Whoever gets into a folder gets into a part of the share.
      [{ resource: QSENSE, part: `${QSENSE}\\field\\2026` }, ['share', 'folder']],
    ])
    expect(run.controls[0]?.lists[1]).toMatchObject({
      owner: 'id:fs1.northmoor.example/S-1-5-32-544',
      entries: [
        { trustee: 'id:fs1.northmoor.example/S-1-5-32-544', rights: 0x1f01ff, inherits: true },
        { trustee: 'sid:S-1-5-21-4-5-6-1104', rights: 0x1200a9 },
      ],
    })
  })

  test('names what every machine has with its server, and what is the same everywhere by its SID', async () => {
    const users = { record: 'group', sid: 'S-1-5-32-545', name: 'Users', members: [{ sid: 'S-1-5-11', name: 'Authenticated Users' }] }
    const own = {
      record: 'group',
      sid: 'S-1-5-21-1-2-3-1001',
      name: 'qsense-local',
      members: [
        { sid: 'S-1-5-21-1-2-3-1002', name: 'kiosk' },
        { sid: 'S-1-5-21-4-5-6-1105', name: 'alice' },
      ],
    }
    const kiosk = { record: 'account', sid: 'S-1-5-21-1-2-3-1002', name: 'kiosk', enabled: false }
    const other = { ...WINDOWS_HEADER, server: 'fs9.northmoor.example', machine_sid: 'S-1-5-21-9-9-9' }
    const run = await runFiles({
      'fs1.ndjson': exportText(WINDOWS_HEADER, [users, own, kiosk]),
      'fs9.ndjson': exportText(other, [users]),
    })
    expect(run.groups.map(({ group, names }) => [group.id, names[1]])).toEqual([
      ['fs1.northmoor.example/S-1-5-32-545', 'name:fs1.northmoor.example\\users'],
      ['fs1.northmoor.example/S-1-5-21-1-2-3-1001', 'sid:S-1-5-21-1-2-3-1001'],
      ['fs9.northmoor.example/S-1-5-32-545', 'name:fs9.northmoor.example\\users'],
    ])
    expect(run.memberships.map(({ group, members, kind }) => [group, members, kind])).toEqual([
      ['id:fs1.northmoor.example/S-1-5-32-545', ['sid:S-1-5-11'], 'foreign'],
      ['id:fs1.northmoor.example/S-1-5-21-1-2-3-1001', ['id:fs1.northmoor.example/S-1-5-21-1-2-3-1002'], 'member'],
      ['id:fs1.northmoor.example/S-1-5-21-1-2-3-1001', ['sid:S-1-5-21-4-5-6-1105'], 'foreign'],
      ['id:fs9.northmoor.example/S-1-5-32-545', ['sid:S-1-5-11'], 'foreign'],
    ])
    expect(run.accounts.map(({ account }) => [account.id, account.state])).toEqual([
      ['fs1.northmoor.example/S-1-5-21-1-2-3-1002', 'disabled'],
    ])
  })

  test('a domain controller has no groups of its own', async () => {
    const run = await runFiles({
      'dc.ndjson': exportText({ ...WINDOWS_HEADER, domain_controller: true, machine_sid: null }, [SHARE, ROOT]),
    })
    expect(run.controls[0]?.lists[1]).toMatchObject({ owner: 'sid:S-1-5-32-544' })
  })

  test('the administrators of the server may take ownership of every share', async () => {
    const run = await runFiles({ 'fs1.ndjson': exportText(WINDOWS_HEADER, [SHARE, ROOT, ADMINS]) })
    expect(run.grants).toMatchObject([{ resource: QSENSE, level: 'admin', principal: { name: 'id:fs1.northmoor.example/S-1-5-32-544' } }])
  })
})

describe('what an export does not prove or hold is a gap', () => {
  test.each([
    [
      'no trailer',
      exportText(WINDOWS_HEADER, [SHARE, ROOT], null),
      'partial',
      'no proof of completeness: the export ends without its trailer',
    ],
    [
      'one line withheld',
      exportText(WINDOWS_HEADER, [SHARE, ROOT], { records: 3 }),
      'partial',
      'total-mismatch: the trailer says 3 records, and 2 were read',
    ],
    [
      'complete: false',
      exportText(WINDOWS_HEADER, [SHARE, ROOT], { complete: false }),
      'partial',
      'the export says that it is not complete',
    ],
    [
      'files not looked at',
      exportText({ ...WINDOWS_HEADER, files: 'not-looked-at' }, [SHARE, ROOT]),
      'partial',
      'files that have rights of their own',
    ],
    ['a later format', exportText({ ...WINDOWS_HEADER, format: 2 }, [SHARE, ROOT]), 'failed', 'no header that this version reads'],
    ['empty', '', 'failed', 'no header that this version reads'],
    [
      'two exports in one file',
      exportText(WINDOWS_HEADER, [SHARE, ROOT]) + exportText(WINDOWS_HEADER, []),
      'partial',
      'stands behind the trailer',
    ],
  ])('%s', async (_, text, state, reason) => {
    const run = await runFiles({ 'fs1.ndjson': text })
    expect(run.coverage).toMatchObject([{ state }])
    expect(run.coverage[0]?.reasons.join('; ')).toContain(reason)
  })

  test('no export at all, and two of one server', async () => {
    expect((await runFiles({ 'notes.txt': '' })).coverage).toMatchObject([{ state: 'failed', reasons: ['there is no export (*.ndjson)'] }])
    const text = exportText(WINDOWS_HEADER, [SHARE, ROOT])
    const twice = await runFiles({ 'fs1-monday.ndjson': text, 'fs1-tuesday.ndjson': text })
    expect(twice.coverage.map(({ state }) => state)).toEqual(['complete', 'partial'])
  })

  const onShare: readonly [string, readonly object[], string][] = [
    ['a share without its descriptor', [{ ...SHARE, sddl: null }, ROOT], 'the descriptor of the share was not read'],
    ['a descriptor of a share that is not understood', [{ ...SHARE, sddl: 'D:(A;;FA;;;QQ)' }, ROOT], 'neither a SID nor'],
    ['a share without its folder', [SHARE], 'does not hold the rights of its folder'],
    ['a folder without descriptor', [SHARE, { ...ROOT, sddl: undefined }], 'comes without its descriptor'],
    ['a descriptor that is not understood', [SHARE, { ...ROOT, sddl: 'O:BAG:DUD:(A;;FA;;;EA)' }], 'does not name the SID of the forest'],
    [
      'a folder that was not read',
      [SHARE, ROOT, { record: 'error', about: 'folder', share: 'qsense', path: 'x', reason: 'Access is denied' }],
      'Access is denied',
    ],
    ['files with rights of their own', [SHARE, { ...ROOT, files_apart: 2 }], '2 files in'],
    ['a folder that is no folder', [SHARE, ROOT, { record: 'folder', share: 'QSense', path: 5, sddl: '' }], '`path`'],
  ]
  test.each(onShare)('%s touches its share', async (_, records, reason) => {
    const run = await runFiles({ 'fs1.ndjson': exportText(WINDOWS_HEADER, records as Readonly<Record<string, unknown>>[]) })
    expect(run.gaps.filter(({ record }) => record === QSENSE).map((gap) => gap.reason)).toContainEqual(expect.stringContaining(reason))
    expect(run.resources.map(({ native }) => native)).toContain(QSENSE)
  })

  test('a group whose members were not read, a member without a SID, and lists that were not read at all', async () => {
    const run = await runFiles({
      'fs1.ndjson': exportText(WINDOWS_HEADER, [
        { record: 'error', about: 'group', sid: 'S-1-5-32-544', reason: '1789' },
        { record: 'group', sid: 'S-1-5-32-551', name: 'Backup Operators', members: [{ name: 'ghost' }] },
        { record: 'error', about: 'shares', reason: 'the service is not running' },
        { record: 'weather', says: 'rain' },
      ]),
    })
    expect(run.gaps.map(({ record, reason }) => [record, reason])).toEqual([
      ['fs1.northmoor.example/S-1-5-32-551', 'the member `ghost` has no SID'],
      ['fs1.northmoor.example/S-1-5-32-544', 'group was not read: 1789'],
      [null, 'shares was not read: the service is not running'],
      [null, expect.stringContaining('`record`')],
    ])
    expect(run.coverage).toMatchObject([{ state: 'partial' }])
  })

  test('what is not understood is not kept', async () => {
    const secret = 'Planted-Secret-77'
    const records = [
      SHARE,
      { ...ROOT, comment: secret },
      { record: 'folder', share: 'QSense', path: 5, note: secret },
      { record: 'weather', says: secret },
    ]
    const run = await runFiles({ 'fs1.ndjson': `${exportText(WINDOWS_HEADER, records)}{"broken": "${secret}\n` })
    for (const { path } of run.manifest.datasets.flatMap(({ files }) => files))
      expect(await readFile(join(run.evidence, path), 'utf8')).not.toContain(secret)
    expect(JSON.stringify(run.gaps)).not.toContain(secret)
  })
})
