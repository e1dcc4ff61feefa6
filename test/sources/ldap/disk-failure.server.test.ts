import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FileSystem, diskFileSystem } from '../../../src/sources/evidence/file-system.ts'
import { collectLdap } from '../../../src/sources/ldap/collect.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { entry } from '../../servers/scripted-ldap/answer.ts'
import { scriptedDirectory } from '../../servers/scripted-ldap/directory.ts'
import { startScriptedLdap } from '../../servers/scripted-ldap.ts'
import { NOW, factsIn, inTemporaryFolder } from './facts-of.ts'

const BASE = 'dc=northmoor,dc=example'

describeWithServers(['openssl'], 'a disk that fails', () => {
  test('at its n-th call, for every n: no manifest, or a true one, and never fewer accounts without a word', async () => {
    const people = Array.from({ length: 40 }, (_, index) =>
      entry(`uid=p${index},${BASE}`, {
        objectClass: ['inetOrgPerson'],
        uid: [`p${index}`],
        entryUUID: [String(index).padStart(36, '0')],
        description: ['x'.repeat(100)],
      }),
    )
    const server = await startScriptedLdap({
      script: scriptedDirectory({ entries: people, rootDse: { objectClass: ['OpenLDAProotDSE'] }, pageSizes: [10, 10, 10, 10] }),
    })
    const outcomes = { rejected: 0, whole: 0 }
    for (let failing = 1; outcomes.whole === 0; failing++) {
      await inTemporaryFolder(async (parent) => {
        const folder = join(parent, 'evidence')
        const source = {
          name: 'directory',
          config: { url: server.url, ca: server.caFile, base: BASE, bind: { dn: 'cn=reader' } },
          password: 'secret',
        }
        const options = { toolVersion: '0', clock: () => NOW, files: failingAt(failing), connection: { sleep: async () => undefined } }
        try {
          await collectLdap(source, folder, options)
          outcomes.whole += 1
        } catch (cause) {
          expect(String(cause)).toContain('ENOSPC')
          outcomes.rejected += 1
        }
        const { accounts, coverage } = await factsIn(folder)
        const users = coverage.find(({ dataset }) => dataset === 'users')
        if (users?.state === 'complete') expect(accounts).toHaveLength(40)
        else expect(await readdir(parent)).not.toContain('manifest.json')
      })
    }
    await server.stop()
    expect(outcomes.rejected).toBeGreaterThan(10)
    console.log(`disk failures: ${outcomes.rejected} calls failed one after the other, the last read was whole`)
  })
})

/** A disk that is full from the n-th call on that takes space. */
function failingAt(n: number): FileSystem {
  let calls = 0
  function call(): void {
    calls += 1
    if (calls >= n) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
  }
  return {
    ...diskFileSystem,
    async create(path) {
      call()
      const file = await diskFileSystem.create(path)
      return {
        ...file,
        async write(bytes) {
          call()
          await file.write(bytes)
        },
        async sync() {
          call()
          await file.sync()
        },
      }
    },
    async makeFolder(path) {
      call()
      await diskFileSystem.makeFolder(path)
    },
    async rename(from, to) {
      call()
      await diskFileSystem.rename(from, to)
    },
  }
}
