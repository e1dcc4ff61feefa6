import type { SourceCheck } from '../../core/model/source-check.ts'
import { canarySings } from './canary.ts'
import { domainChecks } from './check-domain.ts'
import { directoryChecks } from './check-directory.ts'
import { datasetFilter } from './datasets.ts'
import { failureText, stateAfter } from './directory-failure.ts'
import { type Flavour, flavourName } from './flavour.ts'
import type { ConnectionTuning, LdapSource } from './ldap-source.ts'
import { doubtful, good } from './said-check.ts'
import { sampledEntries } from './sampled-entries.ts'
import { DirectorySession, type Opened } from './session.ts'
import { wireValues } from './wire.ts'

/**
 * What `gatehouse doctor` says about a directory: reachable with a certificate that verifies, as whom, what the reader is not shown
 * and what it is shown too much of. Asks a handful of questions and keeps nothing.
 */
export async function checkLdap(source: LdapSource, tuning: ConnectionTuning = {}): Promise<readonly SourceCheck[]> {
  const session = new DirectorySession(source, tuning)
  try {
    const opened = await session.opened()
    if (!opened.ok) {
      const { reason, cure } = stateAfter(opened.error, false)
      return [{ what: opened.error.kind === 'result' ? 'bind' : 'connection', verdict: 'bad', said: reason, cure }]
    }
    const { flavour } = opened.value
    return [
      good('connection', `${source.config.url}: TLS verified, ${flavourName(flavour)}`),
      await whoAmI(opened.value, source),
      await baseEntry(opened.value, source),
      ...(await canary(opened.value, source)),
      ...(await accountAttributes(session, source)),
      ...(flavour === 'active-directory' ? await domainChecks(session, source) : await directoryChecks(session, flavour, source)),
    ]
  } finally {
    await session.drop()
  }
}

async function whoAmI({ connection }: Opened, { config }: LdapSource): Promise<SourceCheck> {
  const who = await connection.whoAmI()
  return good('bind', `the reader is ${who.ok && who.value !== '' ? who.value : config.bind.dn}`)
}

async function baseEntry({ connection }: Opened, { config }: LdapSource): Promise<SourceCheck> {
  const page = await connection.read({ base: config.base, scope: 'base', filter: '(objectClass=*)', attributes: ['1.1'] })
  if (page.ok && page.value.entries.length > 0) return good('base', `\`${config.base}\` is shown`)
  const said = page.ok ? `\`${config.base}\` is not shown to the reader` : failureText(page.error)
  return { what: 'base', verdict: 'bad', said, cure: 'check `base`, and that the reader may see it' }
}

async function canary(opened: Opened, { config }: LdapSource): Promise<readonly SourceCheck[]> {
  if (config.canary === undefined)
    return [
      doubtful(
        'canary',
        'no `canary`: a reader who lost a right would not be noticed by itself',
        'name a group and how many members it has at least',
      ),
    ]
  const sung = await canarySings(opened, config.base, config.canary)
  if (sung.ok) return [good('canary', `\`${config.canary.group}\` shows ${sung.value} members`)]
  return [doubtful('canary', sung.error, 'see whether the reader lost a right, or mend `canary`')]
}

const NEEDED: Readonly<Record<Flavour, readonly string[]>> = {
  'active-directory': ['objectGUID', 'objectSid', 'sAMAccountName', 'userAccountControl', 'accountExpires', 'primaryGroupID'],
  openldap: ['entryUUID', 'uid'],
  '389-ds': ['nsUniqueId', 'uid'],
  freeipa: ['ipaUniqueID', 'uid'],
}

async function accountAttributes(session: DirectorySession, { config }: LdapSource): Promise<readonly SourceCheck[]> {
  const opened = await session.opened()
  if (!opened.ok) return []
  const { flavour } = opened.value
  const needed = NEEDED[flavour]
  const entries = await sampledEntries(session, {
    base: config.base,
    scope: 'sub',
    filter: datasetFilter(flavour, 'users'),
    attributes: needed,
  })
  if (entries.length === 0)
    return [
      {
        what: 'accounts',
        verdict: 'bad',
        said: 'no account is shown to the reader',
        cure: 'let the reader read the accounts under `base`',
      },
    ]
  const missing = needed.filter((name) => entries.some((entry) => wireValues(entry, name.toLowerCase()).length === 0))
  if (missing.length === 0)
    return [good('accounts', `${needed.join(', ')} are shown on ${entries.length} of ${entries.length} sampled accounts`)]
  return missing.map((name) => {
    const without = entries.filter((entry) => wireValues(entry, name.toLowerCase()).length === 0).length
    return doubtful(
      'accounts',
      `\`${name}\` is not shown on ${without} of ${entries.length} sampled accounts`,
      `let the reader read \`${name}\``,
    )
  })
}
