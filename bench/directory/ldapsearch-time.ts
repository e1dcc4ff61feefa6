import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { datasetAttributes } from '../../src/sources/ldap/attributes.ts'
import { CORE_DATASETS, datasetFilter } from '../../src/sources/ldap/datasets.ts'
import { AUDITOR, BASE_DN } from '../../test/servers/slapd-example.ts'

/**
 * Milliseconds that OpenLDAP's own client takes for the same entries with the same attributes, a search a dataset; what it prints goes
 * nowhere, which is the fastest place.
 */
export async function ldapsearchTime(server: { readonly url: string; readonly caFile: string }): Promise<number> {
  const start = performance.now()
  for (const dataset of CORE_DATASETS) {
    const bound = ['-x', '-H', server.url, '-D', AUDITOR.dn, '-w', AUDITOR.password]
    const asked = ['-b', BASE_DN, datasetFilter('openldap', dataset), ...datasetAttributes('openldap', dataset, [])]
    const child = spawn('ldapsearch', [...bound, '-LLL', '-o', 'ldif_wrap=no', '-E', 'pr=1000/noprompt', ...asked], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'], LDAPTLS_CACERT: server.caFile, LDAPTLS_REQCERT: 'demand' },
    })
    const [code] = (await once(child, 'exit')) as readonly unknown[]
    if (code !== 0) throw new Error(`ldapsearch ended with ${String(code)}`)
  }
  return performance.now() - start
}
