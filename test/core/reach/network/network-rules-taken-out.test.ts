import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { RULES_OUT } from './network-rules.ts'

const run = promisify(execFile)
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The cases that are red where one rule is taken out, in a process of its own. */
async function redWithout(takenOut: object | null): Promise<readonly string[]> {
  const env = { ...process.env, ...(takenOut === null ? {} : { GATEHOUSE_TAKEN_OUT: JSON.stringify(takenOut) }) }
  const { stdout } = await run(process.execPath, ['--import', at('../../../guards/taken-out-hook.ts'), at('./network-child.ts')], { env })
  return JSON.parse(stdout) as readonly string[]
}

test('every case is green while all rules are there', async () => expect(await redWithout(null)).toEqual([]))

test('a rule that is taken out turns a case red', { timeout: 600_000 }, async () => {
  const survivors: string[] = []
  const said: string[] = []
  for (const { what, takenOut } of RULES_OUT) {
    const red = await redWithout(takenOut).catch((cause: unknown) => {
      // One that breaks the engine is noticed too, unless the edit found nothing to edit.
      const message = cause instanceof Error ? cause.message : String(cause)
      if (message.includes('does not hold once')) throw cause
      return ['the engine breaks']
    })
    if (red.length === 0) survivors.push(what)
    said.push(`  without “${what}”: ${red.length} red, such as ${red[0]}`)
  }
  console.log([`${RULES_OUT.length} rules taken out one after the other:`, ...said].join('\n'))
  expect(survivors).toEqual([])
})
