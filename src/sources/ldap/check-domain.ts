import type { SourceCheck } from '../../core/model/source-check.ts'
import { datasetFilter } from './datasets.ts'
import type { LdapSource } from './ldap-source.ts'
import { rootValues } from './root-dse.ts'
import { doubtful, good } from './said-check.ts'
import { SAMPLE, sampledEntries } from './sampled-entries.ts'
import type { DirectorySession } from './session.ts'
import { type WireEntry, wireValues } from './wire.ts'

/** What there is to say of Active Directory alone: rights that are too many or too few, what is hidden, limits, the domains that it trusts. */
export async function domainChecks(session: DirectorySession, source: LdapSource): Promise<readonly SourceCheck[]> {
  const base = source.config.base
  return [
    await writeRights(session, base),
    await descriptors(session, base),
    await controllersCount(session, base),
    ...(await service(session)),
    ...(await trusts(session, base)),
  ]
}

const GROUPS = datasetFilter('active-directory', 'groups')

/** Attributes that Active Directory computes for whoever asks: what he could write. */
async function writeRights(session: DirectorySession, base: string): Promise<SourceCheck> {
  const attributes = ['allowedAttributesEffective', 'sDRightsEffective']
  const groups = await sampledEntries(session, { base, scope: 'sub', filter: GROUPS, attributes })
  if (groups.length === 0) return doubtful('rights', 'no group is shown to the reader', 'let the reader read the groups under `base`')
  for (const group of groups) {
    const writable = wireValues(group, 'allowedattributeseffective').length
    const descriptor = textsOf(group, 'sdrightseffective').some((value) => value !== '0')
    if (writable === 0 && !descriptor) continue
    const what = descriptor ? 'the descriptor' : `${writable} attributes`
    return doubtful('rights', `the reader could change ${what} of \`${group.dn}\``, 'use a plain domain user without further rights')
  }
  return good('rights', `the reader cannot change any of ${groups.length} sampled groups`)
}

async function descriptors(session: DirectorySession, base: string): Promise<SourceCheck> {
  const attributes = ['nTSecurityDescriptor']
  const groups = await sampledEntries(session, { base, scope: 'sub', filter: GROUPS, attributes, controls: ['descriptors'] })
  const without = groups.filter((group) => wireValues(group, 'ntsecuritydescriptor').length === 0)
  const [first] = without
  if (first === undefined) return good('control', `who may change a group is shown on all of ${groups.length} sampled groups`)
  const said = `who may change \`${first.dn}\` is not shown, nor of ${without.length - 1} others among ${groups.length} sampled groups`
  return doubtful('control', said, 'let the reader read the permissions of groups')
}

/** Without it the lists of members cannot be held against what the controller itself counts. */
async function controllersCount(session: DirectorySession, base: string): Promise<SourceCheck> {
  const filter = datasetFilter('active-directory', 'users')
  const [user] = await sampledEntries(session, { base, scope: 'sub', filter, attributes: ['1.1'] }, 1)
  const told =
    user && (await sampledEntries(session, { base: user.dn, scope: 'base', filter: '(objectClass=*)', attributes: ['tokenGroups'] }, 1))
  if (told?.some((entry) => wireValues(entry, 'tokengroups').length > 0) === true)
    return good('tokens', 'the controller says which groups it counts for an account')
  const cure = 'put the reader into the built-in group Windows Authorization Access Group'
  return doubtful(
    'tokens',
    'the controller does not say which groups it counts for an account: lists of members are not checked by it',
    cure,
  )
}

const LIST_OBJECT_AT = 2

/** The forest's own settings stand in its configuration, which everybody may read as a rule. */
async function service(session: DirectorySession): Promise<readonly SourceCheck[]> {
  const opened = await session.opened()
  const configuration = opened.ok
    ? rootValues(opened.value.root, 'namingcontexts').find((name) => /^cn=configuration,/iu.test(name))
    : undefined
  if (configuration === undefined) return []
  const place = `CN=Directory Service,CN=Windows NT,CN=Services,${configuration}`
  const read = async (base: string, attributes: readonly string[]): Promise<readonly WireEntry[]> =>
    sampledEntries(session, { base, scope: 'base', filter: '(objectClass=*)', attributes }, 1)
  const [settings] = await read(place, ['dSHeuristics'])
  const [policy] = await read(`CN=Default Query Policy,CN=Query-Policies,${place}`, ['lDAPAdminLimits'])
  const limits =
    policy === undefined
      ? []
      : textsOf(policy, 'ldapadminlimits').filter((limit) => /^Max(?:PageSize|ValRange|QueryDuration|ResultSetSize)=/u.test(limit))
  const hides = settings !== undefined && textsOf(settings, 'dsheuristics')[0]?.[LIST_OBJECT_AT] === '1'
  return [
    ...(hides
      ? [
          doubtful(
            'list object',
            'the forest hides what a reader may not list, without a word',
            'grant the reader List Object on the whole domain',
          ),
        ]
      : []),
    ...(limits.length > 0 ? [good('limits', limits.toSorted().join(', '))] : []),
  ]
}

async function trusts(session: DirectorySession, base: string): Promise<readonly SourceCheck[]> {
  const search = { base, scope: 'sub' as const, filter: '(objectClass=trustedDomain)', attributes: ['trustPartner'] }
  const partners = (await sampledEntries(session, search, SAMPLE)).flatMap((trust) => textsOf(trust, 'trustpartner'))
  if (partners.length === 0) return []
  const said = `this domain trusts ${partners.toSorted().join(', ')}: their people are known by their SID alone`
  return [doubtful('trusts', said, 'configure each domain as a source, where it is yours to read')]
}

function textsOf(entry: WireEntry, name: string): readonly string[] {
  return wireValues(entry, name).map((value) => Buffer.from(value).toString('utf8'))
}
