import type { External, ExternalAccount, ExternalsRegister } from '../../core/model/externals.ts'
import type { Gap } from '../../core/model/coverage.ts'
import { inlineText } from '../html/inline-text.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { type PageFrame, type Section, coverageBox, framedPage } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import { relativeHref } from '../html/link.ts'
import type { ReportFile, ReportTools } from '../report-file.ts'
import { ROWS_A_PAGE, numbered } from '../security/paths.ts'
import { printStyle } from '../security/print-style.ts'
import { pager, split } from '../security/split.ts'
import { screenStyle } from '../security/style.ts'
import { datasetTag, tag } from '../security/tag.ts'
import { ableTo } from '../words/access-words.ts'
import { capitalised, counted, grouped, sentence } from '../words/count-words.ts'
import {
  type ExternalsView,
  countSentence,
  coverageSentences,
  decisionSentences,
  endWords,
  externalsView,
  hostWords,
  relationWords,
} from './externals-words.ts'

const INDEX = 'externals.html'

/** The register of external people as static pages, a page at a time: one, and more where a relation has too many people for one table. */
export function* externalsPages(register: ExternalsRegister, tools: ReportTools): Generator<ReportFile, void> {
  const view = externalsView(register)
  const style = screenStyle + printStyle(`Gatehouse, external people, evaluated as of ${register.now}`)
  const frame: PageFrame = {
    home: INDEX,
    day: view.dates.fullDay(view.dates.today),
    owner: register.institution ?? 'no policy',
    style,
    styleHash: tools.sha256Base64(style),
    origin: [
      { name: 'Evaluated as of', value: markup`${view.dates.moment(register.now)}` },
      {
        name: 'Decided by',
        value:
          register.decidedBy.kind === 'policy' ? markup`policy <code>${register.decidedBy.hash}</code>` : markup`registers and sources`,
      },
      { name: 'Gatehouse version', value: markup`${register.gatehouse}` },
    ],
    note: `Days and times are those of ${register.timeZone}. This page names people: keep it as your institution keeps such papers.`,
  }
  const lists = [...view.relations, ...(view.workloads.length === 0 ? [] : [{ relation: PROGRAMS, people: view.workloads }])]
  const banner = coverageBox(
    register.complete,
    markup`<p>${coverageSentences(view).join(' ')}</p>
<p>${countSentence(view)}</p>`,
  )
  const lead = { caption: `External people, ${frame.day}`, banner }
  yield framedPage(frame, {
    ...lead,
    path: INDEX,
    title: 'External people',
    above: [],
    sections: [decided(view), ...lists.map((list, i) => listSection(list, i, view)), notRead(view)],
  })
  for (const [i, list] of lists.entries()) yield* furtherPages(list, i, view, frame, lead)
}

const PROGRAMS = 'Programs and devices'

interface List {
  readonly relation: string
  readonly people: readonly External[]
}

function pathOf(position: number): string {
  return `externals-${position + 1}.html`
}

function partsOf({ people }: List, position: number) {
  return split(people, ROWS_A_PAGE, pathOf(position))
}

function decided(view: ExternalsView): Section {
  return {
    id: 'decided',
    title: 'How it was decided',
    body: markup`${decisionSentences(view).map((line) => markup`<p>${inlineText(line)}</p>`)}`,
  }
}

function listSection(list: List, position: number, view: ExternalsView): Section {
  const head = { id: `relation-${position + 1}`, title: `${capitalised(list.relation)}: ${grouped(list.people.length)}` }
  const parts = partsOf(list, position)
  if (parts.length === 1) return { ...head, body: peopleTable(`table-${position + 1}`, list.relation, list.people, view) }
  return {
    ...head,
    body: markup`<p>They stand on ${grouped(parts.length)} pages.</p><ul>${parts.map((part) => markup`<li><a href="${relativeHref(INDEX, part.path)}">${part.range}</a></li>`)}</ul>`,
  }
}

function* furtherPages(
  list: List,
  position: number,
  view: ExternalsView,
  frame: PageFrame,
  lead: { readonly caption: string; readonly banner: Markup },
): Generator<ReportFile, void> {
  const parts = partsOf(list, position)
  if (parts.length === 1) return
  for (const part of parts) {
    yield framedPage(frame, {
      ...lead,
      path: part.path,
      title: `${capitalised(list.relation)}: ${part.range}`,
      above: [{ path: INDEX, title: 'External people' }],
      sections: [
        {
          id: 'people',
          title: `People, ${part.range}`,
          body: markup`${peopleTable('people-table', list.relation, part.items, view)}
${pager(numbered(pathOf(position), 1), part, 'Pages of this list')}`,
        },
      ],
    })
  }
}

function peopleTable(id: string, relation: string, people: readonly External[], view: ExternalsView): Markup {
  return table(
    id,
    markup`${capitalised(relation)}: ${counted(people.length, 'entry', 'entries')}`,
    [
      { head: 'Who', holds: 'name' },
      { head: 'Organisation and host', holds: 'name' },
      { head: 'End on record', holds: 'name' },
      { head: 'Accounts', holds: 'name' },
      { head: 'Groups, and what they open', holds: 'text' },
    ],
    people.map((external) => [
      markup`<bdi>${external.label}</bdi><span class="sub">${relationWords(external)}: ${inlineText(external.because)}</span>${external.perhaps.map(({ person, doubt }) => markup`<span class="sub">perhaps <bdi>${person}</bdi>: ${inlineText(doubt)}</span>`)}`,
      markup`${external.organisation ?? 'no organisation on record'}<span class="sub">${external.hosts.length === 0 ? 'no host on record' : `host ${hostWords(external)}`}</span>`,
      markup`${external.ended ? markup`${tag('medium', 'ended')} ` : nothing}${endWords(external, view)}<span class="sub">last use ${external.lastUse}</span>`,
      external.accounts.length === 0 ? markup`none seen` : markup`${external.accounts.map((account) => accountMarkup(account, view))}`,
      external.accounts.length === 0 ? markup`nothing seen` : markup`${external.accounts.map(reachMarkup)}`,
    ]),
  )
}

function accountMarkup({ source, label, state, endsAt, guest, states }: ExternalAccount, { dates }: ExternalsView): Markup {
  return markup`<div><code>${source}/${label}</code><span class="sub">${state}${endsAt === null ? null : `, ends ${dates.dayOf(endsAt)}`}</span>${guest === null ? null : markup`<span class="sub">guest of class ${guest.class}, ${guest.home === null ? 'home not shown' : markup`at home in <bdi>${guest.home}</bdi>`}${guest.sponsors.length === 0 ? ', no sponsor' : markup`, sponsor <bdi>${guest.sponsors.join(', ')}</bdi>`}</span>`}${states.map(({ attribute, value }) => markup`<span class="sub">the source says ${attribute}: <bdi>${value}</bdi></span>`)}</div>`
}

function reachMarkup({ groups, opens, label }: ExternalAccount): Markup {
  const summary = `${counted(groups.length, 'group')}, ${counted(opens.length, 'grant')}`
  if (groups.length === 0 && opens.length === 0) return markup`<div>${summary}</div>`
  return markup`<details><summary>${summary}<span class="hidden"> of ${label}</span></summary><ul>${opens.map((one) => markup`<li>${ableTo(one.level)}: <code>${one.resource}</code>${one.through === null ? ', by a grant of its own' : markup`, through <b>${one.through}</b>`}${one.until === null ? null : `, until ${one.until}`}</li>`)}${groups.map((group) => markup`<li>${group.direct ? 'in' : 'nested in'} <b>${group.label}</b> <span class="record">${group.address}</span></li>`)}</ul></details>`
}

function notRead({ register }: ExternalsView): Section {
  const broken = register.coverage.filter(({ state }) => state !== 'complete')
  return {
    id: 'not-read',
    title: 'What was not read, and its cure',
    body:
      broken.length === 0 && register.gaps.length === 0
        ? markup`<p>No gap was recorded. Systems that are not configured were not asked.</p>`
        : markup`${broken.length === 0 ? null : markup`<ul>${broken.map(({ source, unit, dataset, state }) => markup`<li><b>${source}</b> ${unit} ${dataset} ${datasetTag(state)}</li>`)}</ul>`}<ul class="gaps">${register.gaps.map(gapMarkup)}</ul>`,
  }
}

function gapMarkup({ source, dataset, record, reason, cure, at }: Gap): Markup {
  return markup`<li><p><b>${source}</b>: ${inlineText(reason)} <span class="record">${dataset}${record === null ? null : markup` · <code>${record}</code>`}${at === null ? null : ` · ${at}`}</span></p><p class="cure">${cure === null ? 'No cure is known.' : inlineText(sentence(`Cure: ${cure}`))}</p></li>
`
}
