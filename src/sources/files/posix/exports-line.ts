import { type Result, failed, succeeded } from '../../../core/base/result.ts'

/** One line of exports(5): a folder, and the clients to which it is shown. */
export interface ExportedFolder {
  readonly path: string
  readonly clients: readonly ExportClient[]
}

export interface ExportClient {
  /** Host, network or netgroup; `*` is every host. */
  readonly name: string
  readonly mayWrite: boolean
  /** Does somebody vouch for who a user is? Without Kerberos (`sec=sys`) the client says it, and whoever rules the client decides. */
  readonly provesUsers: boolean
  /** Is root of the client root here (`no_root_squash`)? */
  readonly keepsRoot: boolean
  /** Does everybody count as nobody (`all_squash`)? */
  readonly squashesAll: boolean
}

/** Reads one line of `/etc/exports`, without its comment. */
export function parseExportsLine(line: string): Result<ExportedFolder, string> {
  const [written = '', ...rest] = line.trim().match(/"[^"]*"\S*|\S+/gu) ?? []
  const path = unquoted(written)
  if (!path.startsWith('/')) return failed(`\`${line}\`: expected a folder that begins with \`/\``)
  let general: readonly string[] = []
  const clients: ExportClient[] = []
  for (const word of rest) {
    if (word.startsWith('-')) {
      general = optionsOf(word.slice(1))
      continue
    }
    const parts = /^([^()]*)(?:\(([^()]*)\))?$/u.exec(word)
    if (parts === null) return failed(`\`${line}\`: \`${word}\` is no client with its options`)
    clients.push(clientOf(parts[1] === '' ? '*' : (parts[1] ?? '*'), [...general, ...optionsOf(parts[2] ?? '')]))
  }
  // exports(5): a folder without a client is shown to every host.
  return succeeded({ path, clients: clients.length > 0 ? clients : [clientOf('*', general)] })
}

/** The last option of a kind counts. */
function clientOf(name: string, options: readonly string[]): ExportClient {
  const sec = options.findLast((option) => option.startsWith('sec='))?.slice('sec='.length) ?? 'sys'
  return {
    name,
    mayWrite: options.findLast((option) => option === 'rw' || option === 'ro') === 'rw',
    provesUsers: sec.split(':').every((flavour) => flavour.startsWith('krb5')),
    keepsRoot: options.findLast((option) => /^(?:no_)?root_squash$/u.test(option)) === 'no_root_squash',
    squashesAll: options.findLast((option) => /^(?:no_)?all_squash$/u.test(option)) === 'all_squash',
  }
}

function optionsOf(text: string): readonly string[] {
  return text.split(',').filter((option) => option !== '')
}

/** exports(5): blanks stand in quotes or as octal numbers. */
function unquoted(text: string): string {
  const inner = text.startsWith('"') ? text.slice(1, text.indexOf('"', 1)) : text
  return inner.replaceAll(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
