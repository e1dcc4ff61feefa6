import { requireServer } from './requirement.ts'
import { commandOutcome, type CommandOutcome } from './run-command.ts'
import type { Login } from './slapd-example.ts'

export interface LdapsearchOptions {
  readonly base: string
  readonly scope?: 'base' | 'one' | 'sub'
  readonly filter?: string
  readonly attributes?: readonly string[]
  /** Entries a page; default: not paged. */
  readonly pageSize?: number
  /** Further arguments, as `-LLL`. */
  readonly options?: readonly string[]
}

/** OpenLDAP's own client over verified TLS: an oracle that is not our code. Returns what it printed and its exit code, the result code. */
export function ldapsearch(
  server: { readonly url: string; readonly caFile: string },
  login: Login,
  { base, scope = 'sub', filter = '(objectClass=*)', attributes = [], pageSize, options = [] }: LdapsearchOptions,
): Promise<CommandOutcome> {
  requireServer('slapd')
  const bound = ['-x', '-H', server.url, '-D', login.dn, '-w', login.password]
  const paged = pageSize === undefined ? [] : ['-E', `pr=${pageSize}/noprompt`]
  const args = [...bound, '-o', 'ldif_wrap=no', ...paged, ...options, '-b', base, '-s', scope, filter, ...attributes]
  return commandOutcome('ldapsearch', args, { env: { LDAPTLS_CACERT: server.caFile, LDAPTLS_REQCERT: 'demand' } })
}
