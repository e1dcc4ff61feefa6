import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'

/** The directory of a Samba that does not run. Many times faster than LDAP, and no right is checked. */
export interface SambaDatabase {
  /** Adds entries, a transaction per 1,000 (one a record would take thirteen times as long). */
  ldbadd(ldif: string): Promise<void>
  /** Applies LDIF change records. For a security descriptor: `controls: ['sd_flags:1:4']`. */
  ldbmodify(ldif: string, options?: { readonly controls?: readonly string[] }): Promise<void>
}

const RECORDS_A_FILE = 1_000

/** `folder` is that of the domain controller, the one that holds `etc/smb.conf` and `private/sam.ldb`. */
export function sambaDatabase(folder: string): SambaDatabase {
  async function run(program: string, args: readonly string[], ldif: string): Promise<void> {
    const records = ldif
      .replace(/^version: 1\r?\n/, '')
      .split(/(?:\r?\n){2,}/)
      .filter((record) => record.trim() !== '')
    for (let start = 0; start < records.length; start += RECORDS_A_FILE) {
      const file = join(folder, 'batch.ldif')
      writeFileSync(file, `${records.slice(start, start + RECORDS_A_FILE).join('\n\n')}\n`)
      const where = [`--configfile=${join(folder, 'etc/smb.conf')}`, '-H', join(folder, 'private/sam.ldb')]
      await runCommand(program, ['-o', 'batch_mode:1', ...where, ...args, file])
      rmSync(file)
    }
  }
  return {
    ldbadd: (ldif) => run('ldbadd', [], ldif),
    ldbmodify: (ldif, { controls = [] } = {}) =>
      run(
        'ldbmodify',
        controls.map((control) => `--controls=${control}`),
        ldif,
      ),
  }
}
