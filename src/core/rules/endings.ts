import type { Day } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { DeclaredThingKey, RegisterItem } from '../findings/identity.ts'
import type { Agreement, Partner } from '../model/declared-partner.ts'
import type { PolicyException } from '../model/declared-exception.ts'
import type { EntitlementLine, Project } from '../model/declared-project.ts'
import type { Person } from '../model/person.ts'
import type { VisitorRow } from '../model/register.ts'
import type { Facts } from './facts.ts'

/** Something with an end that nothing of its kind outlasts. */
export interface Ending {
  readonly thing: DeclaredThingKey | RegisterItem
  /** `the licence SIEL-1 of …`: how a sentence begins. */
  readonly what: string
  readonly detail: string
  readonly from: Day | null
  readonly until: Day
  /** Sorted. */
  readonly projects: readonly string[]
  readonly owner: string | null
  readonly person: Person | null
}

type Seen = Pick<Facts, 'policy' | 'people' | 'clearances'>

/** Lines with an end of their own, projects for the other lines, agreements, licences, exceptions, visits and clearances. */
export function endings(facts: Seen): readonly Ending[] {
  const { projects, partners, exceptions } = facts.policy.declared
  return [
    ...projects.flatMap((project) => [...ofLines(project, facts), ...ofProject(project), ...ofLicences(project)]),
    ...partners.flatMap(ofAgreements),
    ...exceptions.map(ofException),
    ...facts.people.all.flatMap(ofVisits),
    ...ofClearances(facts),
  ]
}

const byPolicy = { owner: null, person: null }

function ofLines(project: Project, { policy }: Pick<Facts, 'policy'>): readonly Ending[] {
  return project.entitled.flatMap((line) =>
    line.ownUntil === null || line.ownUntil >= project.until
      ? []
      : [
          {
            ...byPolicy,
            thing: { kind: 'line', hash: policy.lineHash(project, line) } as const,
            what: `The entitlement of ${holdersOf(line)} on ${project.title}`,
            detail: `the line at ${line.place.file}:${line.place.line}`,
            from: line.from,
            until: line.until,
            projects: [project.slug],
          },
        ],
  )
}

/** Every line without an end of its own ends with the project: said once. */
function ofProject(project: Project): readonly Ending[] {
  const { slug, title, from, until, entitled } = project
  if (entitled.every(({ ownUntil }) => ownUntil !== null && ownUntil < until)) return []
  const thing = { kind: 'entry', section: 'projects', key: slug } as const
  return [
    { ...byPolicy, thing, what: `${title}, with every entitlement on it,`, detail: `project \`${slug}\``, from, until, projects: [slug] },
  ]
}

function ofLicences({ slug, title, exportControl }: Project): readonly Ending[] {
  return (exportControl?.licences ?? []).map(({ id, until }) => ({
    ...byPolicy,
    thing: { kind: 'entry', section: `projects.${slug}.licences`, key: id } as const,
    what: `The licence ${id} of ${title}`,
    detail: `licence \`${id}\` of \`${slug}\``,
    from: null,
    until,
    projects: [slug],
  }))
}

/** An agreement that another one of its type outlasts on every project has been renewed. */
function ofAgreements(partner: Partner): readonly Ending[] {
  const isRenewed = (agreement: Agreement): boolean =>
    agreement.covers.every((slug) =>
      partner.agreements.some(({ type, covers, until }) => type === agreement.type && covers.includes(slug) && until > agreement.until),
    )
  return partner.agreements
    .filter((agreement) => agreement.covers.length === 0 || !isRenewed(agreement))
    .map(({ id, covers, from, until }) => ({
      ...byPolicy,
      thing: { kind: 'entry', section: `partners.${partner.slug}.agreements`, key: id } as const,
      what: `The agreement ${id} with ${partner.name}`,
      detail: `agreement \`${id}\` of \`${partner.slug}\``,
      from,
      until,
      projects: covers,
    }))
}

function ofException({ id, about, granted, expires, askedBy }: PolicyException): Ending {
  return {
    thing: { kind: 'entry', section: 'exceptions', key: id },
    what: `The exception ${id}`,
    detail: `exception \`${id}\``,
    from: granted,
    until: expires,
    projects: 'project' in about && about.project !== null ? [about.project] : [],
    owner: askedBy.written,
    person: null,
  }
}

/** Of the visits for one organisation the one that ends last: a person who stays on has not come to an end. */
function ofVisits(person: Person): readonly Ending[] {
  return [...Map.groupBy(person.visits, ({ organisation }) => organisation).values()].flatMap((rows) => {
    const row = lastOf<VisitorRow>(rows)
    if (row === null) return []
    const { organisation, kind, host, until, provenance } = row
    return [
      {
        thing: { kind: 'register', register: 'visitors', subject: person.key, item: organisation === '' ? kind : organisation } as const,
        what: 'The visit',
        detail: `${provenance.source}, ${provenance.record}: the visit of ${person.key}`,
        from: firstFrom(rows),
        until,
        projects: [],
        owner: host === '' ? null : host,
        person,
      },
    ]
  })
}

function ofClearances({ clearances }: Pick<Facts, 'clearances'>): readonly Ending[] {
  const ok = clearances.rows.filter(({ row }) => row.status === 'ok')
  const byItem = Map.groupBy(ok, ({ person, row }) => JSON.stringify([person.key, row.clearance, row.project]))
  return [...byItem.values()].flatMap((held) => {
    const row = lastOf(held.map((one) => one.row))
    const [first] = held
    if (row === null || first === undefined) return []
    const { clearance, project, until } = row
    const { person } = first
    return [
      {
        thing: { kind: 'register', register: 'clearances', subject: person.key, item: `${clearance} for ${project}` } as const,
        what: `The clearance ${clearance} for ${project}`,
        detail: `clearance \`${clearance}\` of ${person.key} for \`${project}\``,
        from: firstFrom(held.map((one) => one.row)),
        until,
        projects: [project],
        owner: null,
        person,
      },
    ]
  })
}

/** The row that ends last; null where one has no end, so that nothing ends. */
function lastOf<Row extends { readonly until: Day | null }>(rows: readonly Row[]): (Row & { readonly until: Day }) | null {
  const dated = rows.flatMap((row) => (row.until === null ? [] : [{ ...row, until: row.until }]))
  return dated.length < rows.length ? null : (sortedBy(dated, ({ until }) => until).at(-1) ?? null)
}

function firstFrom(rows: readonly { readonly from: Day | null }[]): Day | null {
  return rows.reduce<Day | null>(
    (first, { from }) => (first === null || from === null || from < first ? from : first),
    rows[0]?.from ?? null,
  )
}

function holdersOf({ who }: EntitlementLine): string {
  switch (who.kind) {
    case 'person':
      return who.person.written
    case 'people':
      return who.people.map(({ written }) => written).join(', ')
    case 'partner':
      return `${who.people.map(({ written }) => written).join(', ')} (${who.partner})`
    case 'department':
      return `the department ${who.department}`
    case 'authority':
      return `whoever ${who.authority.text} approves`
    case 'workload':
      return `the program ${who.workload.text}`
  }
}
