/** The tables as the queries see them; what they hold stands in `docs/store.md`. Booleans are 0 and 1, since SQLite has none. */
export interface StoreTables {
  readonly store_format: { readonly version: number }
  readonly run: { readonly id: string; readonly sequence: number; readonly now: string; readonly head: string }
  readonly run_coverage: {
    readonly run_id: string
    readonly source: string
    readonly unit: string
    readonly dataset: string
    readonly state: string
    readonly records: number
    readonly total: number | null
    readonly as_of: string
    readonly reused_from: string | null
  }
  readonly dataset_complete: {
    readonly source: string
    readonly unit: string
    readonly dataset: string
    readonly records: number
    readonly run_id: string
    readonly at: string
  }
  readonly project_complete: { readonly project: string; readonly run_id: string; readonly now: string; readonly status: string }
  readonly assessed: { readonly kind: string; readonly name: string; readonly run_id: string }
  readonly finding_life: FindingLifeRow
  readonly finding_change: {
    readonly fingerprint: string
    readonly sequence: number
    readonly run_id: string
    readonly now: string
    readonly state: string
    readonly reason: string | null
  }
  readonly finding_alias: { readonly old: string; readonly current: string; readonly run_id: string; readonly because: string }
  readonly chain_entry: {
    readonly n: number
    readonly hash: string
    readonly kind: string
    readonly run_id: string | null
    readonly at: string
    /** The entry as JSON: what its hash is over. */
    readonly entry: string
  }
  readonly accepted_shrink: {
    readonly chain_n: number
    readonly source: string
    readonly unit: string | null
    readonly dataset: string
    readonly records: number | null
    readonly on_day: string | null
    readonly accepted_by: string
    readonly reason: string
    readonly at: string
  }
  readonly held_post: {
    readonly project: string
    readonly subject: string
    readonly department: string
    readonly type: string
    readonly first_seen: string
    readonly last_seen: string
  }
  /** What each run leaves for the board: numbers, and the decisions that it asked for; both as JSON, without people. */
  readonly run_measures: { readonly run_id: string; readonly now: string; readonly measures: string; readonly asks: string }
  /** What the latest run held back. */
  readonly held_closing: { readonly fingerprint: string; readonly run_id: string }
  readonly acknowledgement: {
    readonly chain_n: number
    readonly fingerprint: string
    readonly owner: string
    readonly until_day: string
    readonly note: string
    readonly at: string
  }
  readonly outbox: {
    readonly run_id: string
    readonly audience: string
    readonly body: string
    readonly sent_at: string | null
    readonly attempts: number
    /** Why the last attempt failed, or why it was withdrawn. */
    readonly failure: string | null
    readonly last_attempt: string | null
    readonly withdrawn_at: string | null
  }
}

export interface FindingLifeRow {
  readonly fingerprint: string
  readonly is_open: number
  readonly state: string
  readonly reason: string | null
  readonly rule: string
  /** Empty for findings at large. */
  readonly project: string
  readonly severity: string
  readonly level: string | null
  readonly first_seen: string
  readonly last_seen: string
  readonly last_checked: string
  readonly times_reopened: number
  readonly due: string | null
  readonly run_id: string
  /** The finding as it was last seen, as JSON. */
  readonly known: string
}
