import type { PlainHuman, PlainRow, PlainWorld } from '../../oracle/compare.ts'
import type { DatasetState } from '../../../src/core/model/coverage.ts'
import {
  INSTITUTION,
  TODAY,
  account,
  approved,
  badRow,
  cleared,
  factsOf,
  grant,
  group,
  hrRow,
  members,
  partnership,
  resource,
  trained,
  visit,
  type States,
} from './institution.ts'
import { HUMANS, type Drawn, type DrawnRow, type RandomInstitution } from './random-institutions.ts'

/** Tells what was drawn, three times. */
export function told(drawn: Drawn): RandomInstitution {
  const unsourced = Object.entries(drawn.states).flatMap(([name, state]) => (state === 'unsourced' ? [name] : []))
  const kept = drawn.rows.filter(({ register }) => !unsourced.includes(register))
  const inHr = new Set(kept.filter(({ register }) => register === 'hr').map(({ human }) => human))
  const names = HUMANS.map(({ employee, login, mail }, index) => [
    ...(employee === null ? [] : [`id:${employee}`]),
    login,
    ...(mail !== null && inHr.has(index) ? [mail] : []),
  ])
  // A visitor or partner row makes a person by the name that it writes, so without an HR row it must write the strongest one.
  const nameIn = ({ register, human, name }: DrawnRow): string => {
    const list = names[human]!
    const strongestOnly = (register === 'visitors' || register === 'partners') && !inHr.has(human)
    return strongestOnly ? list[0]! : list[name % list.length]!
  }
  const rowsOf = (register: DrawnRow['register']) => kept.filter((one) => one.register === register)
  const dates = ({ from, until }: DrawnRow, line: number) => ({ from, until, line: line + 2 })
  const badRowsKept = drawn.badRows.filter(({ register }) => !unsourced.includes(register))

  const facts = factsOf(
    {
      accounts: HUMANS.map(({ employee, login }, index) => {
        const mark = drawn.marks[index]
        return account('ad', `acc-${index}`, {
          attributes: {
            userprincipalname: login,
            ...(employee === null ? {} : { employeeid: employee }),
            ...(mark === 'contractor' ? { employeetype: 'contractor' } : {}),
            ...(mark === 'contact' ? { contact: 'someone@mail.helios.example' } : {}),
          },
        })
      }),
      groups: [group('ad', 'steering'), group('ad', 'inner'), group('ad', 'core')],
      memberships: [
        members('ad', 'steering', ['inner', ...drawn.steering.slice(0, 1).map((one) => `acc-${one}`)]),
        members(
          'ad',
          'inner',
          drawn.steering.slice(1).map((one) => `acc-${one}`),
        ),
        members(
          'ad',
          'core',
          drawn.held.flatMap(({ core }, index) => (core ? [`acc-${index}`] : [])),
        ),
      ],
      resources: [resource('grants', 'data'), resource('grants', 'other'), resource('doors', 'lab', 'room')],
      grants: drawn.held.flatMap(({ data, lab }, index) => [
        ...(data === null ? [] : ['data', 'other'].map((native) => grant('grants', native, `ad:acc-${index}`, data, { line: index }))),
        ...(lab === null ? [] : [grant('doors', 'lab', `ad:acc-${index}`, lab, { line: index })]),
      ]),
      gaps: badRowsKept.map(({ register, about }) => badRow(register, about)),
      hr: rowsOf('hr').map((one, at) => {
        const { employee, login, mail } = HUMANS[one.human]!
        const { employee_type, department, status, work_country } = one.cells
        return hrRow(employee ?? '', {
          mail: mail ?? '',
          upn: login,
          employeeType: employee_type ?? '',
          department: department ?? '',
          status: status === 'left' ? 'left' : 'active',
          workCountry: work_country === '' ? null : (work_country ?? null),
          ...dates(one, at),
        })
      }),
      visitors: rowsOf('visitors').map((one, at) => {
        const { kind = '', organisation = '', host = '', work_country } = one.cells
        return visit(nameIn(one), {
          kind,
          organisation,
          host,
          workCountry: work_country === '' ? null : (work_country ?? null),
          ...dates(one, at),
        })
      }),
      partners: rowsOf('partners').map((one, at) => {
        const { partner = '', host = '', work_country } = one.cells
        return partnership(partner, nameIn(one), {
          host,
          workCountry: work_country === '' ? null : (work_country ?? null),
          ...dates(one, at),
        })
      }),
      training: rowsOf('training').map((one, at) => trained(nameIn(one), one.cells['course'] ?? '', completed(dates(one, at)))),
      clearances: rowsOf('clearances').map((one, at) => {
        const { clearance = '', for: slug = '', status } = one.cells
        return cleared(nameIn(one), clearance, slug, status as 'ok', dates(one, at))
      }),
      approvals: rowsOf('approvals').map((one, at) => approved(one.cells['authority'] ?? '', nameIn(one), dates(one, at))),
    },
    statesOf(drawn.states),
  )

  const humans = names.map((list, index): PlainHuman => ({
    names: list.map((name) => name.toLowerCase()),
    accounts: [
      {
        address: `ad:acc-${index}`,
        attributes: {
          ...(drawn.marks[index] === 'contractor' ? { employeetype: 'contractor' } : {}),
          ...(drawn.marks[index] === 'contact' ? { contact: 'someone@mail.helios.example' } : {}),
        },
      },
    ],
    groups: drawn.steering.includes(index) ? ['ad:steering'] : [],
  }))
  const plainRows = Object.groupBy(
    kept.map((one) => ({ ...one, cells: { ...one.cells, person: nameIn(one) } })),
    ({ register }) => register,
  )
  const world: PlainWorld = {
    today: TODAY,
    rows: Object.fromEntries(
      Object.entries(plainRows).map(([register, list]) => [
        register,
        list.map(({ from, until, cells }): PlainRow => ({ from: register === 'training' ? (from ?? '2026-01-01') : from, until, cells })),
      ]),
    ),
    incomplete: Object.entries(drawn.states).flatMap(([name, state]) => (state === 'partial' ? [name] : [])),
    unsourced,
    badRows: badRowsKept,
    humans,
  }
  const { affiliations, partners: declaredPartners, projects, platforms: run } = drawn.policy
  const sections = {
    institution: { ...INSTITUTION, authorities: ['ad:steering'] },
    affiliations,
    partners: declaredPartners,
    projects,
    platforms: run,
  }
  return { drawn, facts, sections, world, policy: drawn.policy }
}

function completed(dates: { readonly from: string | null; readonly until: string | null; readonly line: number }) {
  return { ...dates, from: dates.from ?? '2026-01-01' }
}

function statesOf(drawn: Drawn['states']): States {
  return Object.fromEntries(
    Object.entries(drawn).map(([name, state]): [string, DatasetState | 'unsourced'] => [name === 'ad' ? 'ad/members' : name, state]),
  )
}
