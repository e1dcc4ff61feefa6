import { markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { counted, grouped } from '../words/count-words.ts'
import { epochMs } from '../../core/base/instant.ts'
import type { Section, Site } from './page.ts'
import { INDEX, filterPath, sourcePath } from './paths.ts'

/** Part 7: who the accounts are: what the registers do not know, and joins that changed. */
export function joinsSection({ view: { result } }: Site): Section {
  const { people, externals, unknownAffiliation, accounts, ambiguousAccounts, groups, memberships } = result.assessment.population
  return {
    id: 'joins',
    title: 'Registers and joins',
    body: markup`<ul>
<li>${grouped(unknownAffiliation)} of ${counted(people, 'person has', 'people have')} an unknown affiliation, and count as external.</li>
<li>${grouped(externals)} of ${counted(people, 'person is', 'people are')} external.</li>
<li>${grouped(ambiguousAccounts)} of ${counted(accounts, 'account is', 'accounts are')} ambiguous: no key says for certain whose they are.</li>
<li>${counted(groups, 'group')} and ${counted(memberships, 'membership')} were seen.</li>
</ul>
<p><a href="${relativeHref(INDEX, filterPath('identity'))}">Findings on unknown or ambiguous identity</a></p>
${result.life.aliases.length === 0 ? null : markup`<p>Carried over because a new join changed a subject’s key:</p><ul>${result.life.aliases.map(({ from, to, because }) => markup`<li><code>${from}</code> is now <code>${to}</code>: ${inlineText(because)}</li>`)}</ul>`}`,
  }
}

/** Part 8: with which rights Gatehouse itself read. */
export function readersSection({ view }: Site): Section {
  const denied = view.result.assessment.coverage.filter(({ state }) => state === 'denied')
  return {
    id: 'readers',
    title: 'Reader rights',
    body: markup`${table(
      'readers-table',
      markup`Who read each source`,
      [
        { head: 'Source', holds: 'word' },
        { head: 'Read as', holds: 'text' },
        { head: 'Refused', holds: 'number' },
      ],
      view.sources.map((source) => {
        const reader = view.result.run.evidence.find((used) => used.source === source)?.reader ?? null
        const rows = view.ledgerOf.get(source) ?? []
        return [
          markup`<a href="${relativeHref(INDEX, sourcePath(source))}">${source}</a>`,
          reader === null ? markup`not recorded` : markup`<code>${reader}</code>`,
          markup`${rows.filter(({ state }) => state === 'denied').length} of ${counted(rows.length, 'dataset')}`,
        ]
      }),
    )}
${denied.length === 0 ? markup`<p>No dataset was refused. Whether the reader has more rights than it needs is not part of a result: <code>gatehouse doctor</code> says so.</p>` : markup`<p>Missing rights:</p><ul>${denied.map(({ source, dataset, unit, cure }) => markup`<li>${source}, ${dataset}, ${unit}: ${cure === null ? 'no cure is known' : inlineText(cure)}</li>`)}</ul>`}`,
  }
}

/** Part 9: how long each source took. */
export function timingsSection({ view }: Site): Section {
  return {
    id: 'timings',
    title: 'Timings',
    body: table(
      'timings-table',
      markup`Reading, by source<small>Throttling is not recorded by the sources of this version.</small>`,
      [
        { head: 'Source', holds: 'word' },
        { head: 'Began', holds: 'word' },
        { head: 'Took', holds: 'number' },
        { head: 'Pages', holds: 'number' },
        { head: 'Records', holds: 'number' },
      ],
      view.result.run.evidence.map(({ source, startedAt, endedAt }) => {
        const rows = view.ledgerOf.get(source) ?? []
        return [
          markup`${source}`,
          markup`${startedAt === null ? 'not recorded' : view.dates.clock(startedAt)}`,
          markup`${startedAt === null || endedAt === null ? 'did not end' : `${grouped(Math.round((epochMs(endedAt) - epochMs(startedAt)) / 1000))} s`}`,
          markup`${grouped(rows.reduce((sum, { pages }) => sum + pages, 0))}`,
          markup`${grouped(rows.reduce((sum, { records }) => sum + records, 0))}`,
        ]
      }),
    ),
  }
}

/** Part 10: what the words mean, and everything that this answer is a function of. */
export function methodSection({ view: { result, dates } }: Site): Section {
  const { run } = result
  return {
    id: 'method',
    title: 'Method',
    body: markup`<p>Gatehouse compares what each person can reach with what each project has declared. Access without a declared entitlement is excess access. It reads rights, never activity, and changes nothing.</p>
<ul>
<li><b>None found</b> is said only where everything that the answer rests on was read completely and is fresh. Otherwise a project is <b>not assessed</b>.</li>
<li><b>Unconfirmed</b>: a path was found, but something that was not read could forbid it. It counts as excess.</li>
<li><b>Not re-checked</b>: what the finding needs was not read tonight. It stays open; nothing is closed because it was not seen.</li>
<li><b>Accepted</b>: an exception holds until its date. The finding stays listed and counted.</li>
</ul>
<dl class="facts">
<div><dt>Evaluated as of</dt><dd>${dates.moment(run.now)}</dd></div>
<div><dt>Policy</dt><dd><code>${run.policyHash}</code></dd></div>
<div><dt>Configuration</dt><dd><code>${run.configHash}</code></dd></div>
<div><dt>Joins file</dt><dd>${run.joinsHash === null ? 'none' : markup`<code>${run.joinsHash}</code>`}</dd></div>
<div><dt>Time-zone data</dt><dd>${run.timeZoneData}</dd></div>
<div><dt>Result format</dt><dd>${result.schemaVersion}</dd></div>
</dl>`,
  }
}
