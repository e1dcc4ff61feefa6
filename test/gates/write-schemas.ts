import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { schemaFiles } from './schema-files.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

for (const [path, text] of Object.entries(schemaFiles)) {
  writeFileSync(join(root, path), text())
  console.log(`wrote ${path}`)
}
