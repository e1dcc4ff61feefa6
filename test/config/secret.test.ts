import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Secret, type SecretReference, resolveSecret } from '../../src/config/secret.ts'
import { temporaryFolder } from '../sources/evidence/sample-evidence.ts'

describe('a secret is found where its reference leads', () => {
  test('in the environment, a file, a credential of systemd, a program', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'ad'), 'hunter2\n', { mode: 0o600 })
    const env = { AD_PASSWORD: 'hunter2', CREDENTIALS_DIRECTORY: folder }
    const references: readonly SecretReference[] = [
      { env: 'AD_PASSWORD' },
      { file: 'ad' },
      { file: join(folder, 'ad') },
      { credential: 'ad' },
      { command: [process.execPath, '-e', 'console.log("hunter2")'] },
    ]
    for (const reference of references) {
      const found = await resolveSecret(reference, { folder, env })
      expect(found.ok && found.value.reveal(), JSON.stringify(reference)).toBe('hunter2')
    }
  })

  const failures: readonly [string, SecretReference, string, string][] = [
    ['an unset variable', { env: 'NOTHING' }, 'the environment has no `NOTHING`', 'set `NOTHING`'],
    ['an empty variable', { env: 'EMPTY' }, 'the environment variable `EMPTY` is empty', 'put the secret there'],
    ['a missing file', { file: 'missing' }, 'cannot be read: ENOENT', ''],
    ['a folder', { file: '.' }, 'is not a file', ''],
    ['no systemd', { credential: 'ad' }, 'systemd gave this program no credentials', 'LoadCredential=ad:'],
    [
      'a program that fails',
      { command: [process.execPath, '-e', 'console.error("hunter2"); process.exit(3)'] },
      'gave no secret: exit code 3',
      '',
    ],
    ['a program that is not there', { command: ['/nowhere/program'] }, 'gave no secret: ENOENT', ''],
  ]
  for (const [what, reference, reason, cure] of failures)
    test(`but not: ${what}`, async () => {
      const found = await resolveSecret(reference, { folder: await temporaryFolder(), env: { EMPTY: '' } })
      expect(found.ok).toBe(false)
      if (found.ok) return
      expect(found.error.reason).toContain(reason)
      expect(found.error.cure).toContain(cure)
      expect(JSON.stringify(found.error)).not.toContain('hunter2')
    })

  test('but not in a file that others can read: the cure is the line that closes it', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'ad')
    await writeFile(path, 'hunter2')
    for (const mode of [0o640, 0o604, 0o660, 0o601]) {
      await chmod(path, mode)
      expect(await resolveSecret({ file: 'ad' }, { folder, env: {} })).toEqual({
        ok: false,
        error: { reason: `\`${path}\` can be read by others than its owner`, cure: `chmod 600 '${path}'` },
      })
    }
    await chmod(path, 0o400)
    expect((await resolveSecret({ file: 'ad' }, { folder, env: {} })).ok).toBe(true)
  })
})

test('a secret shows itself to nobody', () => {
  const secret = new Secret('hunter2')
  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ secret }),
    format('%s %o %j', secret, secret, secret),
  ]
  for (const text of shown) {
    expect(text).not.toContain('hunter2')
    expect(text).toContain('[secret]')
  }
})
