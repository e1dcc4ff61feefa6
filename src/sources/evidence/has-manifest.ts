import { join } from 'node:path'
import { type FileSystem, diskFileSystem } from './file-system.ts'
import { MANIFEST_FILE } from './manifest.ts'

/** Is `folder` evidence, to be read as it stands? A folder that was filled by hand has no manifest and is taken in by its source. */
export async function hasManifest(folder: string, files: FileSystem = diskFileSystem): Promise<boolean> {
  return (await files.entry(join(folder, MANIFEST_FILE))) !== null
}
