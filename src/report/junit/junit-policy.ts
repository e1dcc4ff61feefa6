import { type Diagnostic, byPlace, diagnosticText } from '../../core/base/diagnostic.ts'
import { distinctTexts } from '../../core/base/order.ts'
import { counted } from '../words/count-words.ts'
import { type JunitCase, type JunitSuite, junitXml } from './junit-xml.ts'

/** `policy check` as JUnit: a case a file; an error fails it, warnings alone do not. No file at all is an error. */
export function junitOfPolicyCheck(files: readonly string[], diagnostics: readonly Diagnostic[]): string {
  const named = distinctTexts([...files, ...diagnostics.map(({ file }) => file)])
  const cases = named.map((file): JunitCase => fileCase(file, diagnostics))
  return junitXml('gatehouse policy check', [{ name: 'policy files', properties: [], cases: cases.length === 0 ? [NOTHING] : cases }])
}

/** One expectation, as a case speaks of it. */
export interface StatedExpectation {
  readonly on: string
  readonly who: string
  readonly resource: string
  readonly level: string
  readonly expected: string
  readonly failure: Diagnostic | null
}

/** `policy test` as JUnit: a suite a file, a case an expectation; what is wrong with a file itself is an error, as nothing of it was tested. */
export function junitOfPolicyTest(
  files: readonly { readonly file: string; readonly results: readonly StatedExpectation[] }[],
  diagnostics: readonly Diagnostic[],
): string {
  const suites = files.map(({ file, results }): JunitSuite => {
    const own = diagnostics.filter((one) => one.file === file)
    const cases = results.map(expectationCase)
    const broken = own.some(({ level }) => level === 'error')
    return { name: file, properties: [], cases: broken || cases.length === 0 ? [untested(own), ...cases] : cases }
  })
  const known = new Set(files.map(({ file }) => file))
  const others = distinctTexts(diagnostics.filter(({ file, level }) => level === 'error' && !known.has(file)).map(({ file }) => file))
  const elsewhere = others.map((file): JunitSuite => {
    return { name: file, properties: [], cases: [untested(diagnostics.filter((one) => one.file === file))] }
  })
  return junitXml('gatehouse policy test', [...suites, ...elsewhere])
}

const NOTHING: JunitCase = {
  name: 'any file',
  outcome: { kind: 'error', type: 'policy', says: 'there is no policy file', details: ['draft one: gatehouse policy init'] },
}

function fileCase(file: string, diagnostics: readonly Diagnostic[]): JunitCase {
  const own = diagnostics.filter((one) => one.file === file).sort(byPlace)
  const errors = own.filter(({ level }) => level === 'error')
  if (errors.length === 0) return { name: file, outcome: { kind: 'passed' } }
  return {
    name: file,
    outcome: { kind: 'failure', type: 'policy', says: counted(errors.length, 'error'), details: own.map(diagnosticText) },
  }
}

function expectationCase({ on, who, resource, level, expected, failure }: StatedExpectation): JunitCase {
  const name = `${on}: ${who} ${expected} ${level} ${resource}`
  if (failure === null) return { name, outcome: { kind: 'passed' } }
  return { name, outcome: { kind: 'failure', type: failure.code, says: failure.message, details: [diagnosticText(failure)] } }
}

function untested(diagnostics: readonly Diagnostic[]): JunitCase {
  const errors = diagnostics.filter(({ level }) => level === 'error').sort(byPlace)
  const says = errors.length === 0 ? 'the file holds no expectation' : `${counted(errors.length, 'error')}: the file was not tested`
  return { name: 'the file itself', outcome: { kind: 'error', type: 'policy-test', says, details: errors.map(diagnosticText) } }
}
