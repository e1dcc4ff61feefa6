import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPolicyFiles } from '../../src/config/policy-files.ts'
import { loadPolicy } from '../../src/core/policy/load-policy.ts'

let top = ''
let folder = ''

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'gatehouse-policies-'))
  folder = join(top, 'policies')
  mkdirSync(join(folder, 'projects', 'physics'), { recursive: true })
  mkdirSync(join(folder, 'tests'))
  writeFileSync(join(folder, 'institution.yaml'), 'version: 1\n')
  writeFileSync(join(folder, 'projects', 'qsense.yaml'), 'version: 1\n')
  writeFileSync(join(folder, 'projects', 'physics', 'aurora.yml'), 'version: 1\n')
  writeFileSync(join(folder, 'tests', 'qsense.yaml'), 'no: policy\n')
  writeFileSync(join(folder, 'README.md'), 'no policy\n')
  writeFileSync(join(folder, 'old.yaml.bak'), 'no policy\n')
})

afterEach(() => rmSync(top, { recursive: true, force: true }))

/** What was read, by path within the folder: its size, or why not. */
async function read(): Promise<Readonly<Record<string, string>>> {
  const files = await readPolicyFiles(folder)
  const told = files.map((file) => {
    const what =
      'unusable' in file ? `${file.unusable.code} ${file.unusable.message}` : 'bytes' in file ? `${file.bytes.length} bytes` : 'text'
    return [file.path.slice(folder.length), what] as const
  })
  return Object.fromEntries(told)
}

const GOOD = { '/institution.yaml': '11 bytes', '/projects/physics/aurora.yml': '11 bytes', '/projects/qsense.yaml': '11 bytes' }

describe('the policy folder', () => {
  it('is read recursively: `*.yaml` and `*.yml`, without its tests, by path', async () => {
    expect(await read()).toEqual(GOOD)
    expect(Object.keys(await read())).toEqual(Object.keys(GOOD))
  })

  it('may be given with a slash at its end', async () => {
    expect((await readPolicyFiles(`${folder}/`)).map(({ path }) => path)).toContain(`${folder}/institution.yaml`)
  })

  it('that is not there is told, and leaves no policy', async () => {
    const missing = join(top, 'nowhere')
    const files = await readPolicyFiles(missing)
    expect(files).toEqual([{ path: missing, unusable: { code: 'P001', message: 'cannot be read: ENOENT', help: null } }])
    expect(loadPolicy(files, { sources: [], folder: missing })).toMatchObject({
      policy: null,
      diagnostics: [{ code: 'P001', file: missing }],
    })
  })

  it('may hold links to its own files', async () => {
    symlinkSync(join(folder, 'institution.yaml'), join(folder, 'same.yaml'))
    expect(await read()).toEqual({ ...GOOD, '/same.yaml': '11 bytes' })
  })

  it('refuses links that lead out of it, of files and of folders', async () => {
    writeFileSync(join(top, 'elsewhere.yaml'), 'version: 1\n')
    mkdirSync(join(top, 'policies-of-others'))
    symlinkSync('../../elsewhere.yaml', join(folder, 'projects', 'elsewhere.yaml'))
    symlinkSync('../policies-of-others', join(folder, 'others'))
    expect(await read()).toEqual({
      ...GOOD,
      '/others': 'P024 the link leads out of the folder',
      '/projects/elsewhere.yaml': 'P024 the link leads out of the folder',
    })
  })

  it('does not follow a link round in a circle', async () => {
    symlinkSync('..', join(folder, 'projects', 'up'))
    expect((await read())['/projects/up']).toBe('P024 the link leads back to a folder that it lies in')
  })

  it('tells a link that leads nowhere, since a folder of projects may have stood there', async () => {
    symlinkSync('gone', join(folder, 'projects', 'chemistry'))
    expect((await read())['/projects/chemistry']).toBe('P001 cannot be read: ENOENT')
  })

  it('does not read a file that is too large, or none', async () => {
    writeFileSync(join(folder, 'large.yaml'), Buffer.alloc(1_048_577, '#'))
    mkdirSync(join(folder, 'folder.yaml'))
    expect(await read()).toEqual({ ...GOOD, '/large.yaml': 'P006 the file has 1048577 bytes' })
  })

  it('does not read what is no regular file', async () => {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(join(folder, 'socket.yaml'), listening))
    const told = await read()
    await new Promise((closed) => server.close(closed))
    expect(told['/socket.yaml']).toBe('P001 cannot be read: not a regular file')
  })

  it('keeps a refused link to one project when it stands in `projects/` with a name', async () => {
    writeFileSync(join(top, 'elsewhere.yaml'), 'version: 1\n')
    symlinkSync('../../elsewhere.yaml', join(folder, 'projects', 'elsewhere.yaml'))
    const { broken } = loadPolicy(await readPolicyFiles(folder), { sources: [], folder })
    expect(broken).toMatchObject([{ section: 'projects', key: 'elsewhere', because: [{ code: 'P024' }] }])
  })
})
