/** Something wrong with the YAML of one file. */
export interface YamlProblem {
  readonly code: string
  readonly level: 'error' | 'warning'
  /** Position in the text, in UTF-16 units from 0. */
  readonly offset: number
  readonly message: string
  readonly help: string | null
  /** Does it make the whole file unusable? Otherwise only the entry in which it stands. */
  readonly spoilsFile: boolean
}
