import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { stateFolder } from '../../servers/state-folder.ts'
import { runFiles } from './files-run.ts'

const SCRIPT = new URL('../../../scripts/export-posix-shares.sh', import.meta.url).pathname

interface Line {
  readonly record: string
  readonly [field: string]: unknown
}

const state = stateFolder('posix-script')
const root = state.path
let text = ''
let lines: readonly Line[] = []

/** The script as an administrator runs it, on folders of this test; without Samba, which has tests of its own. */
async function exported(...options: readonly string[]): Promise<string> {
  const run = await promisify(execFile)('sh', [SCRIPT, '--server', 'fs2.northmoor.example', ...options], { maxBuffer: 1024 * 1024 })
  expect(run.stderr).toBe('')
  return run.stdout
}

const of = (record: string): readonly Line[] => lines.filter((line) => line.record === record)

describeWithServers(['acl'], 'the script for POSIX servers', () => {
  beforeAll(async () => {
    for (const folder of ['srv/qsense/same/deeper', 'srv/qsense/field "1" \\2', 'srv/other'])
      await mkdir(join(root, folder), { recursive: true })
    for (const [folder, mode] of [
      ['srv/qsense', 0o750],
      ['srv/qsense/same', 0o750],
      ['srv/qsense/same/deeper', 0o750],
      ['srv/qsense/field "1" \\2', 0o777],
    ] as const)
      await chmod(join(root, folder), mode)
    const open = join(root, 'srv/qsense/same/plan.txt')
    await writeFile(open, 'Planted-Content-55')
    await chmod(open, 0o666)
    await writeFile(
      join(root, 'exports'),
      `# clients\n${root}/srv/qsense 10.1.0.0/16(rw,sec=krb5p) \\\n  10.2.0.0/16(ro,sec=krb5p) # labs\n\n`,
    )
    text = await exported('--no-samba', '--exports', join(root, 'exports'), '--folder', join(root, 'srv/other'))
    lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  }, 60_000)

  afterAll(() => state.remove())
  test('writes a header, what it found, and a trailer that counts it', () => {
    expect(lines[0]).toMatchObject({ record: 'header', format: 1, system: 'posix', server: 'fs2.northmoor.example', files: 'counted' })
    expect(lines.at(-1)).toMatchObject({ record: 'trailer', complete: true, records: lines.length - 2, errors: of('error').length })
  })

  test('writes a folder only where its rights differ from those above, however it is called', () => {
    expect(of('folder').map(({ path }) => path)).toEqual(
      ['srv/other', 'srv/qsense', 'srv/qsense/field "1" \\2', 'srv/qsense/same'].map((path) => join(root, path)).sort(),
    )
  })

  test('counts files that are open wider than their folder, and names none', () => {
    expect(of('folder').map(({ files_apart }) => files_apart)).toEqual([0, 0, 0, 1])
    expect(text).not.toContain('plan.txt')
    expect(text).not.toContain('Planted-Content-55')
  })

  test('joins the lines of an export and leaves comments out', () => {
    expect(of('export')).toMatchObject([
      { text: expect.stringMatching(/10\.1\.0\.0\/16\(rw,sec=krb5p\) +10\.2\.0\.0\/16\(ro,sec=krb5p\)\s*$/u) },
    ])
  })

  test('names the accounts and groups that the folders mention', () => {
    const uid = process.getuid?.() ?? 0
    expect(of('account')).toContainEqual(expect.objectContaining({ uid, local: true }))
    expect(of('group').length).toBeGreaterThan(0)
  })

  test('what it writes is read whole', async () => {
    const run = await runFiles({ 'fs2.ndjson': text })
    const native = `fs2.northmoor.example:${root}/srv/qsense`
    expect(run.resources.map((resource) => resource.native)).toEqual([native, `${native}/field "1" \\2`, `${native}/same`])
    expect(run.coverage).toMatchObject([{ records: lines.length - 2, state: 'complete' }])
    const field = run.controls.find(({ object }) => 'resource' in object && object.resource === `${native}/field "1" \\2`)
    // The folder above must be passed first.
    expect(field?.lists.map(({ form }) => form)).toEqual(['nfs4', 'posix'])
  })

  test('a folder that is not there is written down, and so is the wish not to look at files', async () => {
    const said = await exported(
      '--skip-files',
      '--smb-conf',
      join(root, 'none'),
      '--exports',
      join(root, 'none'),
      '--folder',
      join(root, 'gone'),
    )
    expect(said).toContain('"files":"not-looked-at"')
    expect(said).toContain('there is no such folder')
    expect((await runFiles({ 'fs2.ndjson': said })).coverage[0]?.state).toBe('partial')
  })
})
