import { SaxesParser } from 'saxes'

export interface ReadCase {
  readonly suite: string
  readonly name: string
  /** `passed`, or the element inside the case. */
  readonly outcome: string
  readonly message: string
  readonly text: string
}

/** What a strict XML 1.0 parser reads of a JUnit file; throws where it is not well-formed, or where its counts are not those of its cases. */
export function readJunit(xml: string): readonly ReadCase[] {
  const cases: { suite: string; name: string; outcome: string; message: string; text: string }[] = []
  const totals: Record<string, number>[] = []
  let suite = ''
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const of = (key: string) => attributes[key] ?? ''
    if (name === 'testsuites' || name === 'testsuite')
      totals.push(Object.fromEntries(['tests', 'failures', 'errors', 'skipped'].map((key) => [key, Number(of(key))])))
    if (name === 'testsuite') suite = of('name')
    if (name === 'testcase') cases.push({ suite, name: of('name'), outcome: 'passed', message: '', text: '' })
    const last = cases.at(-1)
    if (last !== undefined && ['failure', 'error', 'skipped'].includes(name)) Object.assign(last, { outcome: name, message: of('message') })
  })
  parser.on('text', (text) => {
    const last = cases.at(-1)
    if (last !== undefined) last.text += text
  })
  parser.write(xml).close()
  const [all = {}, ...suites] = totals
  for (const key of Object.keys(all)) {
    const sum = suites.reduce((total, one) => total + (one[key] ?? 0), 0)
    if (sum !== all[key]) throw new Error(`\`${key}\` of the whole is ${all[key]}, of its suites ${sum}`)
  }
  const counted = { tests: cases.length, failures: of(cases, 'failure'), errors: of(cases, 'error'), skipped: of(cases, 'skipped') }
  if (JSON.stringify(counted) !== JSON.stringify(all)) throw new Error(`counts ${JSON.stringify(all)}, cases ${JSON.stringify(counted)}`)
  return cases
}

function of(cases: readonly ReadCase[], outcome: string): number {
  return cases.filter((one) => one.outcome === outcome).length
}
