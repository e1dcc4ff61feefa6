import { readFileSync } from 'node:fs'
import { z } from 'zod'

/**
 * The last check of a test run: names the tests that did not run, and where CI=true fails if there is one, or none at all ran.
 * A test that is skipped proves nothing, and a green job must not hide it.
 */
const report = z.object({
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
})

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: skipped-tests.ts REPORT.json')
const { testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')))
const tests = testResults.flatMap(({ name, assertionResults }) => assertionResults.map((test) => ({ ...test, file: name })))
const notRun = tests.filter(({ status }) => status !== 'passed' && status !== 'failed')

for (const test of notRun.slice(0, 50)) console.error(`${test.status}: ${test.file}: ${test.fullName}`)
if (notRun.length > 0) console.error(`${notRun.length} of ${tests.length} tests did not run`)
if (process.env['CI'] === 'true' && (notRun.length > 0 || tests.length === 0)) {
  console.error('with CI=true every test must run')
  process.exitCode = 1
}
