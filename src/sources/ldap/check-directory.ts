import { failed } from '../../core/base/result.ts'
import type { SourceCheck } from '../../core/model/source-check.ts'
import { ruleChecks } from './acl/check-rules.ts'
import { databaseTotal } from './count-entries.ts'
import type { Flavour } from './flavour.ts'
import type { LdapSource } from './ldap-source.ts'
import { doubtful, good } from './said-check.ts'
import { sampledEntries } from './sampled-entries.ts'
import type { DirectorySession } from './session.ts'
import { subordinateTotal } from './subordinate-total.ts'
import { visibleStates } from './visible-states.ts'
import { wireValues } from './wire.ts'

/** What `doctor` asks of OpenLDAP, 389 Directory Server and FreeIPA. */
export async function directoryChecks(
  session: DirectorySession,
  flavour: Exclude<Flavour, 'active-directory'>,
  source: LdapSource,
): Promise<readonly SourceCheck[]> {
  return [
    await states(session, flavour, source),
    flavour === 'openldap' ? await databaseCheck(session, source) : await containerCheck(session, source),
    await passwords(session, source),
    ...(flavour === 'openldap' ? [] : [await pagedLimits(session, source)]),
    ...(await ruleChecks(session, flavour, source)),
  ]
}

async function states(session: DirectorySession, flavour: Flavour, { config }: LdapSource): Promise<SourceCheck> {
  const seen = await visibleStates(session, flavour, config.base)
  if (seen.length > 0) return good('states', `shown: ${seen.join(', ')}`)
  const attributes = flavour === 'openldap' ? '`pwdAccountLockedTime`, `pwdEndTime` or `shadowExpire`' : '`nsAccountLock`'
  return doubtful(
    'states',
    'no attribute that says whether an account is locked or ended is shown on any account: states are unknown unless an account says its own',
    `let the reader read ${attributes}, or keep \`voPersonStatus\``,
  )
}

async function databaseCheck(session: DirectorySession, { config }: LdapSource): Promise<SourceCheck> {
  const total = await databaseTotal(session, config.base)
  if (total !== null) return good('total', `the database ${total.suffix} holds ${total.entries} entries`)
  return doubtful(
    'total',
    'the server does not show how many entries it holds',
    'let the reader read the database under cn=Databases,cn=Monitor',
  )
}

async function containerCheck(session: DirectorySession, { config }: LdapSource): Promise<SourceCheck> {
  const opened = await session.opened()
  const total = opened.ok ? await subordinateTotal(session, config.base) : failed(opened.error)
  if (total.ok && total.value !== null) return good('total', `the containers hold ${total.value} entries`)
  return doubtful('total', 'the server does not show how many entries each container holds', 'let the reader read `numSubordinates`')
}

// Asked by presence, without a value: no password may come over the line.
async function passwords(session: DirectorySession, { config }: LdapSource): Promise<SourceCheck> {
  const found = await sampledEntries(session, { base: config.base, scope: 'sub', filter: '(userPassword=*)', attributes: ['1.1'] }, 1)
  if (found.length === 0) return good('rights', 'passwords are hidden from the reader')
  return doubtful('rights', 'the reader may search passwords', 'give the reader no right on `userPassword`')
}

/** By default 389 stops a paged read after 5,000 entries; what an account may beyond stands on the account. */
async function pagedLimits(session: DirectorySession, { config }: LdapSource): Promise<SourceCheck> {
  const [own] = await sampledEntries(
    session,
    { base: config.bind.dn, scope: 'base', filter: '(objectClass=*)', attributes: PAGED_LIMITS },
    1,
  )
  const missing = PAGED_LIMITS.filter((name) => {
    const [value] = own === undefined ? [] : wireValues(own, name.toLowerCase())
    return value === undefined || Buffer.from(value).toString('utf8') !== '-1'
  })
  if (missing.length === 0) return good('limits', 'the reader reads without limit')
  return doubtful(
    'limits',
    `the account of the reader does not show ${missing.map((name) => `\`${name}: -1\``).join(', ')}: the server stops after 5,000 entries by default`,
    'set them on the account of the reader, and let it read them',
  )
}

const PAGED_LIMITS = ['nsPagedLookThroughLimit', 'nsPagedSizeLimit', 'nsPagedIDListScanLimit']
