import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkedCase } from '../../../src/app/iam-case.ts'
import { systemCases } from './iam-system-case.ts'

// Prints the cases of two folders, of requests and of systems, that do not give what they expect: run with a rule taken out, there must be one.
const [folder = '', systems = ''] = process.argv.slice(2)
const red: string[] = []
for (const name of readdirSync(folder)
  .filter((one) => one.endsWith('.json'))
  .sort()) {
  const checked = await checkedCase(join(folder, name))
  if (!checked.ok || checked.value.differs !== null) red.push(name)
}
for (const { name, expect, found } of systemCases(systems)) if (JSON.stringify(found) !== JSON.stringify(expect)) red.push(name)
process.stdout.write(JSON.stringify(red))
