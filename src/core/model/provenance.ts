/** The record that a fact was read from: enough for a person to find it again in the evidence folder. */
export interface Provenance {
  /** The source's name in `gatehouse.yaml`. */
  readonly source: string
  readonly dataset: string
  /** The evidence file, relative to the source's folder. */
  readonly file: string
  /** The system's own identifier of the record, or `line 12` where the record has none. */
  readonly record: string
}
