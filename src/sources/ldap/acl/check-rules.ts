import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import type { SourceCheck } from '../../../core/model/source-check.ts'
import { datasetFilter } from '../datasets.ts'
import type { Flavour } from '../flavour.ts'
import type { LdapSource } from '../ldap-source.ts'
import { doubtful, good } from '../said-check.ts'
import { sampledEntries } from '../sampled-entries.ts'
import type { DirectorySession } from '../session.ts'
import { type WireEntry, wireValues } from '../wire.ts'
import { accessDirective } from './access-directive.ts'
import { aci } from './aci.ts'
import { aciDecisions } from './aci-decisions.ts'
import { rulesPlan } from './collect-rules.ts'
import { type DecisionList, decisionList } from './decision-list.ts'
import { notUnderstood } from './openldap-rules.ts'

/** Are the rules shown by which members come into groups, does one of them let the reader itself write, and is it free of limits? */
export async function ruleChecks(
  session: DirectorySession,
  flavour: Exclude<Flavour, 'active-directory'>,
  { config }: LdapSource,
): Promise<readonly SourceCheck[]> {
  const [group] = await sampledEntries(
    session,
    { base: config.base, scope: 'sub', filter: datasetFilter(flavour, 'groups'), attributes: ['1.1'] },
    1,
  )
  const opened = await session.opened()
  const plan = opened.ok ? rulesPlan(opened.value, config.base, { pageSize: 1, now: NEVER }) : null
  if (!opened.ok || plan === null) return []
  const attributes = flavour === 'openldap' ? [...plan.attributes, 'olcLimits'] : plan.attributes
  const page = await opened.value.connection.read({ base: plan.base, scope: 'sub', filter: plan.filter, attributes })
  if (!page.ok && page.error.kind !== 'result') await session.drop()
  const entries = page.ok ? page.value.entries : []
  const attribute = flavour === 'openldap' ? 'olcAccess' : 'aci'
  const shown = entries.reduce((sum, entry) => sum + wireValues(entry, attribute.toLowerCase()).length, 0)
  if (shown === 0)
    return [
      doubtful(
        'control',
        `\`${attribute}\` is shown nowhere: who may change a group is not assessed`,
        `let the reader read \`${attribute}\`${flavour === 'openldap' ? ' under cn=config' : ''}: docs/sources/ldap.md`,
      ),
    ]
  const name = group === undefined ? null : normalisedDistinguishedName(group.dn)
  const reader = normalisedDistinguishedName(config.bind.dn)
  const checks = [good('control', `${shown} values of \`${attribute}\` are shown`)]
  if (name !== null && reader !== null)
    checks.push(
      writeCheck(name, flavour === 'openldap' ? openLdapDecisions(entries, name, reader) : directoryServerDecisions(entries, name, reader)),
    )
  return flavour === 'openldap' ? [...checks, limitCheck(entries, reader)] : checks
}

// Nothing is kept by a check, so that no time is counted from.
const NEVER = '0000-01-01T00:00:00.000Z' as Parameters<typeof rulesPlan>[2]['now']

function writeCheck(group: string, { decisions }: DecisionList): SourceCheck {
  const [first] = decisions
  if (first === undefined || !first.isAllowed) return good('rights', `no rule that names the reader lets it change \`${group}\``)
  return doubtful('rights', `the reader could change \`${group}\`: ${first.says}`, 'give the reader no right to write')
}

function openLdapDecisions(entries: readonly WireEntry[], group: string, reader: string): DecisionList {
  const holding = entries.filter((entry) =>
    textsOf(entry, 'olcsuffix').some((suffix) => {
      const context = normalisedDistinguishedName(suffix)
      return context !== null && (group === context || group.endsWith(`,${context}`))
    }),
  )
  const frontend = entries.filter(({ dn }) => /^olcdatabase=\{-1\}/iu.test(dn))
  const directives = [...holding, ...frontend].flatMap((entry) =>
    textsOf(entry, 'olcaccess').map((text) => accessDirective(text) ?? notUnderstood(text)),
  )
  return decisionList(directives, {
    target: { name: group, attribute: 'member' },
    privilege: 'add',
    as: 'any value',
    holderOf: (who) =>
      who.kind === 'everyone' || who.kind === 'users' || (who.kind === 'name' && who.name === reader) ? 'everyone' : null,
  })
}

function directoryServerDecisions(entries: readonly WireEntry[], group: string, reader: string): DecisionList {
  const rules = entries.flatMap((entry) => {
    const at = normalisedDistinguishedName(entry.dn)
    return at === null ? [] : textsOf(entry, 'aci').flatMap((text) => aci(text, at) ?? [])
  })
  return aciDecisions(rules, {
    name: group,
    attribute: 'member',
    rights: ['write'],
    valuesOf: () => null,
    namesOf: (subject) => (subject.kind === 'everyone' || (subject.kind === 'user' && subject.name === reader) ? 'everyone' : []),
  })
}

function limitCheck(entries: readonly WireEntry[], reader: string | null): SourceCheck {
  const limits = entries.flatMap((entry) => textsOf(entry, 'olclimits'))
  if (limits.length === 0) return good('limits', '`olcLimits` is not shown: a limit that is hit makes the read partial')
  const own = limits.find((text) => {
    const named = /^(?:\{\d+\})?dn(?:\.(?:exact|base))?="([^"]*)"/iu.exec(text)?.[1]
    return named !== undefined && reader !== null && normalisedDistinguishedName(named) === reader
  })
  if (own !== undefined && /\bsize\.prtotal=unlimited\b/iu.test(own)) return good('limits', 'the reader reads without limit')
  return doubtful(
    'limits',
    own === undefined ? '`olcLimits` does not name the reader' : `\`olcLimits\` gives the reader: ${own}`,
    'give it `size.pr=1000 size.prtotal=unlimited time=unlimited`',
  )
}

function textsOf(entry: WireEntry, name: string): readonly string[] {
  return wireValues(entry, name).map((value) => Buffer.from(value).toString('utf8'))
}
