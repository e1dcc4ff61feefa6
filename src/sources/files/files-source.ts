/** Exports of file servers (`*.ndjson`), as the scripts in `scripts/` write them, in one folder: one file a server. */
export interface FilesSource {
  /** As `gatehouse.yaml` names it. */
  readonly name: string
  /** The folder that holds the exports. */
  readonly folder: string
}

export const FILES_KIND = 'files'

/** The one dataset of an export; its unit is the name of the file. */
export const SHARES = 'shares'

/** The format of the exports that this version reads. */
export const EXPORT_FORMAT = 1
