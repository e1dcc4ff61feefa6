/** One file of the policy folder, as its reader hands it over. */
export type PolicyFile = {
  /** As messages show it: `policies/projects/qsense.yaml`. */
  readonly path: string
} & ({ readonly text: string } | { readonly bytes: Uint8Array } | { readonly unusable: UnusableFile })

/** A file that could not be read at all: the reason becomes a diagnostic, so that nothing is skipped in silence. */
export interface UnusableFile {
  readonly code: 'P001' | 'P006' | 'P024'
  readonly message: string
  readonly help: string | null
}

/** Larger files are refused: a policy is read by people. */
export const MAX_POLICY_BYTES = 1_048_576
