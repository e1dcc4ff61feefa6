import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PLACE = fileURLToPath(new URL('../../../../../shared/data/graph/v1.0-metadata.xml', import.meta.url))

/** The whole of Graph's published metadata, which lies in a folder beside the checkout: it is too large for the repository. */
export function publishedMetadata(): string {
  if (!existsSync(PLACE))
    throw new Error(
      `Graph's published metadata is not at ${PLACE}\n` +
        '  help: put microsoftgraph/msgraph-metadata, clean_v10_metadata/cleanMetadata.xml there, or the shared folder beside the checkout',
    )
  return readFileSync(PLACE, 'utf8')
}
