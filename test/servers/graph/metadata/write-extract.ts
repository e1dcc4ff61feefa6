import { writeFileSync } from 'node:fs'
import { readMetadata } from './csdl.ts'
import { extractOf, extractText } from './extract.ts'
import { KEPT_ROOTS, KEPT_TYPES } from './kept-types.ts'
import { publishedMetadata } from './published.ts'

// node test/servers/graph/metadata/write-extract.ts: after a change of kept-types.ts, or with newer metadata.
const extract = extractOf(readMetadata(publishedMetadata()), KEPT_TYPES, KEPT_ROOTS)
writeFileSync(new URL('v1.0-extract.xml', import.meta.url), extractText(extract))
console.log(`${extract.types.size} types, ${extract.roots.size} roots`)
