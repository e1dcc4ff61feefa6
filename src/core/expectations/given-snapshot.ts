import { parseInstant } from '../base/instant.ts'
import type { AccountFact } from '../model/fragment.ts'
import type { AffiliationRule, AttributeMatch } from '../model/declared-institution.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import { parsePersonReference, personReferenceKey } from '../model/person-reference.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { GivenPerson, PolicyTest } from '../policy/test-file.ts'
import { assembler } from '../snapshot/assemble.ts'
import { distinctTexts } from '../base/order.ts'

/** Where what a test gives is said to come from. */
export const GIVEN = 'given'

/**
 * A snapshot in which what a test gives is on record: for each person a row as a visitor, an account in every source that the rule of a
 * given affiliation looks at, and the rows of the registers that conditions ask. Everything holds on every day.
 */
export function givenSnapshot({ given, project, file }: PolicyTest, policy: DeclaredPolicy): Snapshot {
  const building = assembler()
  const { sink } = building
  const sources = new Set<string>()
  given.forEach((person, index) => {
    const { reference } = person
    const row = { from: null, until: null, provenance: { source: GIVEN, dataset: GIVEN, file, record: reference } }
    const parsed = parsePersonReference(reference)
    const number = parsed?.kind === 'employee' ? parsed.number : `given-${index}`
    if (person.department !== null || parsed?.kind === 'employee') {
      const mail = parsed?.kind === 'employee' ? '' : reference
      const names = { employeeId: number, mail, upn: null, employeeType: '', department: person.department ?? '' }
      const status = person.department === null ? 'left' : 'active'
      sink.rows({ register: 'hr', rows: [{ ...row, ...names, status, workCountry: null, reportsTo: null }] })
    }
    const { workCountry } = person
    const host = person.host === null || person.host === 'none' ? '' : person.host
    sink.rows({
      register: 'visitors',
      rows: [{ ...row, person: reference, kind: '', organisation: '', host, extensions: null, card: null, workCountry }],
    })
    if (person.partner !== null) {
      sink.rows({
        register: 'partners',
        rows: [{ ...row, partner: person.partner, person: reference, agreement: '', host: '', workCountry }],
      })
    }
    sink.rows({ register: 'training', rows: (person.training ?? []).map((course) => ({ ...row, person: reference, course })) })
    sink.rows({
      register: 'clearances',
      rows: Object.entries(person.clearance ?? {}).map(([clearance, status]) => ({
        ...row,
        person: reference,
        clearance,
        status,
        project: project.slug,
        reference: null,
      })),
    })
    sink.rows({
      register: 'approvals',
      rows: (person.approved ?? []).map((text) => {
        const { source = GIVEN, native = text } = parseResourceAddress(text) ?? {}
        return { ...row, provenance: { ...row.provenance, source }, authority: native, person: reference }
      }),
    })
    const accounts = accountsOf(person, index, policy)
    for (const { account } of accounts) sources.add(account.source)
    sink.accounts(accounts)
  })
  for (const host of hostsBeside(given)) {
    const provenance = { source: GIVEN, dataset: GIVEN, file, record: host }
    const row = { from: null, until: null, provenance, person: host, kind: '', organisation: '', host: '', extensions: null, card: null }
    sink.rows({ register: 'visitors', rows: [{ ...row, workCountry: null }] })
  }
  const keys = [...sources].map((source) => ({
    name: `${source}.${GIVEN}`,
    source,
    attribute: GIVEN,
    equals: 'as-written' as const,
    writtenBy: 'institution' as const,
    reassigned: 'never' as const,
  }))
  return building.finish({ keys, overrules: [] })
}

/** Hosts of whom nothing else is given: they must be somebody, since a host is compared as a person. */
function hostsBeside(given: readonly GivenPerson[]): readonly string[] {
  const keyOf = (reference: string): string => {
    const parsed = parsePersonReference(reference)
    return parsed === null ? reference : personReferenceKey(parsed)
  }
  const known = new Set(given.map(({ reference }) => keyOf(reference)))
  const hosts = given.flatMap(({ host }) => (host === null || host === 'none' ? [] : [keyOf(host)]))
  return distinctTexts(hosts).filter((host) => !known.has(host))
}

/** One account of its own, and one in each source that a rule of a given affiliation looks at, with values that meet it. */
function accountsOf(person: GivenPerson, index: number, policy: DeclaredPolicy): readonly AccountFact[] {
  const rules = (person.affiliations ?? []).flatMap((kind) => policy.affiliations.find((rule: AffiliationRule) => rule.kind === kind) ?? [])
  const matches = rules.flatMap(({ match }) => match)
  const sources = distinctTexts([GIVEN, ...matches.map(({ source }) => source)])
  return sources.map((source) => {
    const id = `${GIVEN}-${index}`
    const own = Map.groupBy(
      matches.filter((match) => match.source === source),
      ({ attribute }) => attribute.toLowerCase(),
    )
    const values = [...own].map(
      ([attribute, all]) => [attribute, distinctTexts(all.map((match) => meeting(match, person, policy)))] as const,
    )
    const account: AccountFact['account'] = {
      source,
      id,
      weakKey: false,
      label: person.reference,
      displayName: null,
      isWorkload: false,
      state: 'enabled',
      endsAt: null,
      createdAt: LONG_AGO,
      recency: 'unknown',
      attributes: { ...Object.fromEntries(values), [GIVEN]: [person.reference] },
      provenance: { source, dataset: GIVEN, file: GIVEN, record: person.reference },
    }
    return { account, names: [`id:${id}` as const] }
  })
}

/** A value that meets one condition of a rule; of several, the one that names the person's own organisation. */
function meeting({ test }: AttributeMatch, { partner }: GivenPerson, { partners }: DeclaredPolicy): string {
  if (test.kind === 'one-of') return test.values.find((value) => value === partner) ?? test.values[0] ?? ''
  const own = partners.find(({ slug }) => slug === partner)
  const domain = own?.domains[0] ?? partners.flatMap(({ domains }) => domains)[0] ?? ''
  return `somebody@${domain}`
}

// Older than any row, so that no account looks as if its name had been somebody else's before.
const LONG_AGO = parseInstant('1970-01-01T00:00:00Z')
