import type { External, ExternalsRegister } from '../../core/model/externals.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import { visibleText } from '../words/visible-text.ts'
import { wrap } from '../terminal/wrap.ts'
import {
  type ExternalsView,
  countSentence,
  coverageSentences,
  decisionSentences,
  endWords,
  externalsView,
  hostWords,
} from './externals-words.ts'

/** Lines are broken at white space to fit `width`; the table is as wide as its content. */
export function externalsText(register: ExternalsRegister, { width }: { readonly width: number }): string {
  const view = externalsView(register)
  const words = (lines: readonly string[]): string => lines.map((line) => wrap(`  ${visibleText(line)}`, width, '  ')).join('\n')
  const tables = view.relations.map(({ relation, people }) => `${title(relation, people.length)}\n${table(people, view)}`)
  const programs =
    view.workloads.length === 0 ? [] : [`${title('Programs and devices', view.workloads.length)}\n${table(view.workloads, view)}`]
  const gaps = notRead(register)
  const parts = [
    `Coverage\n${words([...coverageSentences(view), countSentence(view)])}`,
    `How it was decided\n${words(decisionSentences(view))}`,
    ...tables,
    ...programs,
    ...(gaps.length === 0 ? [] : [`What was not read, and its cure\n${words(gaps)}`]),
  ]
  return `${parts.join('\n\n')}\n`
}

function title(relation: string, count: number): string {
  return `${visibleText(relation)}: ${grouped(count)}`
}

const HEAD = ['who', 'organisation', 'host', 'end', 'last use', 'accounts', 'groups', 'opens'] as const

function table(people: readonly External[], view: ExternalsView): string {
  const rows = [HEAD, ...people.map((external) => cells(external, view))]
  const widths = HEAD.map((_, column) => rows.reduce((most, row) => Math.max(most, Array.from(row[column] ?? '').length), 0))
  return rows
    .map((row) => `  ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - Array.from(cell).length)).join('  ')}`.trimEnd())
    .join('\n')
}

function cells(external: External, view: ExternalsView): readonly string[] {
  const { label, organisation, lastUse, accounts } = external
  const groups = new Set(accounts.flatMap((account) => account.groups.map(({ address }) => address)))
  const opens = new Set(accounts.flatMap((account) => account.opens.map(({ resource }) => resource)))
  return [
    label,
    organisation ?? '-',
    hostWords(external) || '-',
    endWords(external, view),
    lastUse,
    accounts.length === 0 ? 'none seen' : accounts.map((account) => `${account.source}/${account.label} ${account.state}`).join(', '),
    grouped(groups.size),
    opens.size === 0
      ? '-'
      : [...opens].slice(0, OPENS_SHOWN).join(', ') + (opens.size > OPENS_SHOWN ? ` and ${counted(opens.size - OPENS_SHOWN, 'more')}` : ''),
  ].map((cell) => visibleText(cell).replaceAll(/[\t\n]/gu, ' '))
}

// More would break the table; the other forms of the list hold them all.
const OPENS_SHOWN = 3
const GAPS_SHOWN = 12

function notRead({ gaps }: ExternalsRegister): readonly string[] {
  const shown = gaps.slice(0, GAPS_SHOWN).map(({ source, dataset, record, reason, cure }) => {
    const place = [source, dataset, record ?? ''].filter((part) => part !== '').join(' ')
    return `${place}: ${sentence(reason)}${cure === null ? '' : ` Cure: ${sentence(cure)}`}`
  })
  return gaps.length > GAPS_SHOWN ? [...shown, `and ${counted(gaps.length - GAPS_SHOWN, 'more gap')}, with \`--json\` or \`--out\``] : shown
}
