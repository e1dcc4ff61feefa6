import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { DOMAIN_AUDITOR, DOMAIN_DN, domainGroup, domainUser } from '../servers/samba-example.ts'
import { type Samba, startSamba } from '../servers/samba.ts'

const root = join(import.meta.dirname, '../..')
const HEADING = '## Your external people, in five commands\n'
const [, section = ''] = readFileSync(join(root, 'README.md'), 'utf8').split(HEADING)
const [five = ''] = section.split('\n## ')
const commands = [...commandsOf(five), ...commandsOf(readFileSync(join(root, 'docs/first-policy.md'), 'utf8'))]
const PROJECTS = `OU=Projects,${DOMAIN_DN}`

describeWithServers(['samba'], 'the commands of the README and of docs/first-policy.md, in a real domain', () => {
  let samba: Samba
  let folder: string

  beforeAll(async () => {
    samba = await startSamba({
      content: [
        `dn: ${PROJECTS}\nobjectClass: organizationalUnit\nou: Projects\n\n`,
        domainUser('li.wei'),
        domainUser('tom.reid'),
        domainGroup('instrument-users', [`CN=li.wei,CN=Users,${DOMAIN_DN}`]),
        domainGroup('qsense-core', [`CN=tom.reid,CN=Users,${DOMAIN_DN}`, `CN=instrument-users,CN=Users,${DOMAIN_DN}`], PROJECTS),
      ].join(''),
    })
    folder = mkdtempSync(join(tmpdir(), 'newcomer-'))
    symlinkSync(join(root, 'bin'), join(folder, 'bin'))
    writeFileSync(join(folder, 'secret'), DOMAIN_AUDITOR.password, { mode: 0o600 })
  })

  afterAll(async () => {
    await samba?.stop()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  /** The values that the page tells its reader to put their own in place of; a page that names another is not run by this test. */
  function withOwnValues(command: string): string {
    return command
      .replaceAll('CN=gatehouse-reader,OU=Services,DC=northmoor,DC=example', DOMAIN_AUDITOR.dn)
      .replaceAll('DC=northmoor,DC=example', DOMAIN_DN)
      .replaceAll('ldaps://dc1.northmoor.example', samba.url)
      .replaceAll('/etc/ssl/northmoor-ca.pem', samba.caFile)
      .replaceAll('/run/secrets/ad', join(folder, 'secret'))
  }

  async function run(position: number): Promise<{ readonly code: number; readonly says: string }> {
    const command = withOwnValues(commands[position - 1] ?? '')
    return new Promise((resolve) => {
      execFile(
        'sh',
        ['-c', command],
        { cwd: folder, env: { PATH: `${root}/node_modules/.bin:/usr/bin:/bin` } },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), says: `${stdout}${stderr}` })
        },
      )
    })
  }

  test('five lead to the list of external people', async () => {
    expect(commandsOf(five)).toHaveLength(5)
    expect(commands).toHaveLength(10)
    // The checkout that runs this test has been installed by the first.
    expect(commands[0]).toBe('npm ci')
    for (const position of [2, 3, 4]) {
      const { code, says } = await run(position)
      expect(code, says).toBe(0)
    }
    const { code, says } = await run(5)
    expect(says).toMatch(/^Coverage\n {2}The one source was read completely/u)
    expect(says).toContain('No register of staff is configured')
    expect(says).toMatch(/account li\.wei .* ad\/li\.wei enabled/u)
    expect(code, says).toBe(0)
    const html = readFileSync(join(folder, 'var/externals/externals.html'), 'utf8')
    expect(html).toContain('account li.wei')
    expect(html).toContain('instrument-users')
  })

  test('ten lead to the findings of a first project, and nobody was approved on the way', async () => {
    const drafted = await run(6)
    expect(drafted.code, drafted.says).toBe(0)
    const project = readFileSync(join(folder, 'policies/projects/first.yaml'), 'utf8')
    expect(project).toContain('entitled: []')
    expect(project).toContain('li.wei > instrument-users > qsense-core')
    const again = await run(6)
    expect(again.code, again.says).toBe(64)
    expect(readFileSync(join(folder, 'policies/projects/first.yaml'), 'utf8')).toBe(project)

    const unfilled = await run(8)
    expect(unfilled.code).toBe(78)
    expect(unfilled.says).toMatch(/institution\.yaml:\d+:\d+ error P013 expected a person, found nothing/u)
    expect((await run(7)).code).toBe(0)
    const checked = await run(8)
    expect(checked.code, checked.says).toBe(0)

    const audited = await run(9)
    expect([1, 3], audited.says).toContain(audited.code)
    expect(audited.says).toContain('ACC-05; first')
    const who = await run(10)
    expect(who.code, who.says).toBe(0)
    expect(who.says).toContain('li.wei')
  })
})

function commandsOf(page: string): readonly string[] {
  return Array.from(page.matchAll(/```sh\n(.*?)```/gsu), ([, command = '']) => command.trimEnd())
}
