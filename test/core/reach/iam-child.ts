import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkedCase } from '../../../src/app/iam-case.ts'

// Prints the cases of a folder that do not give what they expect: run with a rule taken out, there must be one.
const [folder = ''] = process.argv.slice(2)
const red: string[] = []
for (const name of readdirSync(folder)
  .filter((one) => one.endsWith('.json'))
  .sort()) {
  const checked = await checkedCase(join(folder, name))
  if (!checked.ok || checked.value.differs !== null) red.push(name)
}
process.stdout.write(JSON.stringify(red))
