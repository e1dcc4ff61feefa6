import { visibleText } from '../words/visible-text.ts'

/** What became of a case. Only `passed` is a pass; `says` is its first line, `details` the lines below it. */
export type JunitOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failure' | 'error'; readonly type: string; readonly says: string; readonly details: readonly string[] }
  | { readonly kind: 'skipped'; readonly says: string }

export interface JunitCase {
  readonly name: string
  readonly outcome: JunitOutcome
}

export interface JunitSuite {
  readonly name: string
  /** Name and value, in the order given. */
  readonly properties: readonly (readonly [string, string])[]
  readonly cases: readonly JunitCase[]
}

/**
 * The suites as JUnit XML, with the counts that CI systems read; in the order given, without times.
 *
 * Every text is escaped, and what XML cannot hold at all is written out as `⟦U+0000⟧`, so that no name can end a tag or break the file.
 */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const lines = suites.flatMap(suiteLines)
  const all = suites.flatMap(({ cases }) => cases)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(name)}" ${counts(all)}>\n${lines.map((line) => `${line}\n`).join('')}</testsuites>\n`
}

function suiteLines({ name, properties, cases }: JunitSuite): readonly string[] {
  const stated = properties.map(([key, value]) => `      <property name="${escaped(key)}" value="${escaped(value)}"/>`)
  return [
    `  <testsuite name="${escaped(name)}" ${counts(cases)}>`,
    ...(stated.length === 0 ? [] : ['    <properties>', ...stated, '    </properties>']),
    ...cases.flatMap((one) => caseLines(name, one)),
    '  </testsuite>',
  ]
}

function caseLines(suite: string, { name, outcome }: JunitCase): readonly string[] {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`
  if (outcome.kind === 'passed') return [`${head}/>`]
  const body =
    outcome.kind === 'skipped'
      ? `      <skipped message="${escaped(outcome.says)}"/>`
      : `      <${outcome.kind} type="${escaped(outcome.type)}" message="${escaped(outcome.says)}">${outcome.details.map(escaped).join('\n')}</${outcome.kind}>`
  return [`${head}>`, body, '    </testcase>']
}

function counts(cases: readonly JunitCase[]): string {
  const of = (kind: JunitOutcome['kind']) => cases.filter(({ outcome }) => outcome.kind === kind).length
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  // An attribute's line feed and tab would become spaces.
  ['\n', '&#10;'],
  ['\t', '&#9;'],
])

function escaped(text: string): string {
  return visibleText(text).replaceAll(/[&<>"'\n\t]/gu, (character) => ENTITIES.get(character) ?? character)
}
