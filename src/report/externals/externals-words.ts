import { assertNever } from '../../core/base/assert-never.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { External, ExternalsRegister } from '../../core/model/externals.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { type DateWords, dateWords } from '../words/date-words.ts'

/** The register as its renderers read it. */
export interface ExternalsView {
  readonly register: ExternalsRegister
  readonly dates: DateWords
  /** People by relation, those whose relation has ended apart, in the order of the list; programs and devices that no register knows stand apart. */
  readonly relations: readonly { readonly relation: string; readonly people: readonly External[] }[]
  readonly workloads: readonly External[]
}

export function externalsView(register: ExternalsRegister): ExternalsView {
  const people = register.externals.filter(({ workload }) => !workload)
  const relations = Map.groupBy(people, relationWords)
  return {
    register,
    dates: dateWords(register.now, register.timeZone),
    relations: sortedBy(
      [...relations].map(([relation, of]) => ({ relation, people: of })),
      ({ relation }) => relation,
    ),
    workloads: register.externals.filter(({ workload }) => workload),
  }
}

/** What was read and what not, how old the oldest part is, and what that makes of the list: in this order, before anything else. */
export function coverageSentences({ register, dates }: ExternalsView): readonly string[] {
  const bySource = Map.groupBy(register.coverage, ({ source }) => source)
  const worst = [...bySource].map(([source, rows]) => ({
    source,
    state: WORST_FIRST.find((state) => rows.some((row) => row.state === state)) ?? 'failed',
  }))
  const broken = worst.filter(({ state }) => state !== 'complete')
  const whole = worst.length - broken.length
  const oldest = register.coverage
    .filter(({ state }) => state === 'complete' || state === 'partial')
    .map(({ asOf }) => asOf)
    .sort()[0]
  const gaps = register.gaps.length
  return [
    worst.length === 0
      ? 'No source was read.'
      : broken.length === 0
        ? `${worst.length === 1 ? 'The one source was' : `All ${grouped(worst.length)} sources were`} read completely.`
        : `${grouped(whole)} of ${counted(worst.length, 'source')} ${whole === 1 ? 'was' : 'were'} read completely; ${listed(broken.map(({ source, state }) => `${source} (${state})`))} ${broken.length === 1 ? 'was' : 'were'} not.`,
    ...(oldest === undefined ? [] : [`The oldest part read is from ${dates.moment(oldest)}, ${dates.ago(oldest)}.`]),
    ...(gaps === 0 ? [] : [`${counted(gaps, 'gap')} ${gaps === 1 ? 'is' : 'are'} listed with the cure.`]),
  ]
}

/** How many externals there are, never without what the number is worth. */
export function countSentence({ register, workloads }: ExternalsView): string {
  const { complete, externals, population } = register
  const people = externals.length - workloads.length
  const of = `of the ${counted(population.people, 'person', 'people')} and programs seen`
  const programs =
    workloads.length === 0
      ? ''
      : ` ${counted(workloads.length, 'more is a program or device', 'more are programs or devices')} of which no register says whose it is.`
  if (complete)
    return `${grouped(people)} ${of} ${people === 1 ? 'is' : 'are'} external or unknown: these are all that the configured sources show.${programs}`
  return `At least ${grouped(people)} ${of} ${people === 1 ? 'is' : 'are'} external or unknown. There may be more, and some may be listed as unknown whom an unread register would name.${programs}`
}

/** By what the list was decided, so that nobody takes it for more. */
export function decisionSentences({ register: { decidedBy, population } }: ExternalsView): readonly string[] {
  switch (decidedBy.kind) {
    case 'policy':
      return [
        `The affiliations of the policy (version ${decidedBy.hash.slice(0, 12)}) say who is external. Whoever meets none of them is unknown, and counts as external.`,
      ]
    case 'registers': {
      const types = decidedBy.internalTypes.map(({ type, people }) => `${type === '' ? 'no type' : type} ${grouped(people)}`)
      return [
        'No policy was asked, so nobody is called staff by a rule: registers and sources decide. A row in force as visitor or partner makes external; a row in force in the register of staff makes internal, whatever its type; an account without any row is unknown.',
        ...staffSentences(decidedBy.staffRegister),
        ...(population.internal === 0
          ? []
          : [
              `${counted(population.internal, 'person is', 'people are')} held to be internal, by the type in their row: ${types.join(', ')}.`,
            ]),
      ]
    }
    default:
      return assertNever(decidedBy)
  }
}

function staffSentences(state: 'read' | 'not-read' | 'not-configured'): readonly string[] {
  switch (state) {
    case 'read':
      return []
    case 'not-read':
      return ['The register of staff was not read completely: some of those listed as unknown may be staff.']
    case 'not-configured':
      return ['No register of staff is configured: members of staff are among those listed as unknown, and nothing tells them apart.']
    default:
      return assertNever(state)
  }
}

/** `visitor, ended`, `unknown`. */
export function relationWords({ relation, ended }: External): string {
  return ended ? `${relation}, ended` : relation
}

/** `Aisha Khan (id:E1010)`; empty where nobody is on record. */
export function hostWords({ hosts }: External): string {
  return hosts.map(({ written, label }) => (label === null || label === written ? written : `${label} (${written})`)).join(', ')
}

export function endWords({ end }: External, { dates }: ExternalsView): string {
  switch (end.kind) {
    case 'day':
      return dates.fullDay(end.day)
    case 'open':
      return 'no end on record'
    case 'no-record':
      return 'no record'
    default:
      return assertNever(end)
  }
}

const WORST_FIRST: readonly DatasetState[] = ['failed', 'denied', 'partial', 'skipped', 'complete']
