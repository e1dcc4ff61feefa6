import { distinctTexts, sortedBy } from '../base/order.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { commentText, quoted } from './yaml-words.ts'

/** The sections that no policy file has yet. */
export type MissingSection = 'institution' | 'affiliations'

/**
 * `institution.yaml` with everything that only the institution can say left empty: `policy check` names each as an error, so that nobody
 * runs with a made-up senior lead. The rules of affiliation are comments too, by what the registers hold: nobody is staff by a guess.
 */
export function institutionDraft(missing: readonly MissingSection[], snapshot: Snapshot): string {
  const institution = [
    'institution:',
    '  name:           # FILL IN',
    '  timezone:       # FILL IN, such as Europe/London',
    '  senior_lead:    # FILL IN who answers for research security at senior level: a mail, or id: and the employee number',
    '  siro:           # FILL IN the senior information risk owner',
  ]
  const affiliations = [
    '# Who is what to the institution: the first rule that matches wins. Whoever matches none is unknown, and counts as external.',
    '# To use a rule: take away the `[]`, and the `# ` before it; write the kind instead of FILL-IN.',
    'affiliations: []',
    ...ruleLines(snapshot),
  ]
  return `${[
    '# Drafted by `gatehouse policy init`. Fill in what is marked; `gatehouse policy check` says what is still missing.',
    'version: 1',
    ...(missing.includes('institution') ? institution : []),
    ...(missing.includes('affiliations') ? affiliations : []),
  ].join('\n')}\n`
}

function ruleLines({ people }: Snapshot): readonly string[] {
  const seen = people.flatMap(({ hr, visits, partnerships }) => [
    ...hr.map(({ provenance: { source }, employeeType }) => ({ register: 'hr', source, attribute: 'employee_type', value: employeeType })),
    ...visits.map(({ provenance: { source }, kind }) => ({ register: 'visitors', source, attribute: 'kind', value: kind })),
    ...partnerships.map(({ provenance: { source }, partner }) => ({ register: 'partners', source, attribute: 'partner', value: partner })),
  ])
  const sources = Map.groupBy(seen, ({ source, register }) => `${register}\n${source}`)
  return sortedBy([...sources], ([key]) => key).flatMap(([, rows]) => {
    const [first] = rows
    if (first === undefined) return []
    const values = distinctTexts(rows.map(({ value }) => value).filter((value) => value !== ''))
    const about = `  ## seen in ${commentText(first.source)} (${first.register})`
    const asked = `source: ${quoted(first.source)}, attribute: ${first.attribute}`
    const terms = 'requires: {host: true, end_date: true}'
    if (first.register === 'partners')
      return [
        `${about}:`,
        `  # - {kind: partner, match: [{${asked}, is_one_of: [${values.slice(0, VALUES_SHOWN).map(quoted).join(', ')}]}], ${terms}}`,
      ]
    return [
      `${about}, by ${first.attribute}: ${values
        .slice(0, VALUES_SHOWN)
        .map((value) => `${commentText(value)} ${rows.filter((row) => row.value === value).length}`)
        .join(', ')}`,
      ...values
        .slice(0, VALUES_SHOWN)
        .map(
          (value) => `  # - {kind: FILL-IN, match: [{${asked}, is: ${quoted(value)}}]${first.register === 'visitors' ? `, ${terms}` : ''}}`,
        ),
    ]
  })
}

const VALUES_SHOWN = 30
