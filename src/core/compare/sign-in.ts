import type { DatasetKey } from '../model/coverage.ts'

/** What is known of how somebody signs in to a resource. */
export interface SignIn {
  readonly strong: StrongSignIn
  readonly from: SignInFrom
  /** What the answer rests on; empty where no source shows anything. */
  readonly restsOn: readonly DatasetKey[]
}

/** Is strong sign-in demanded? `unsourced`: nothing that is configured could say it. */
export type StrongSignIn = { readonly kind: 'demanded' | 'not-demanded' | 'unknown' | 'unsourced'; readonly says: string }

/** The countries from which the rules let somebody in. */
export type SignInFrom =
  /** `exact`: nothing that could not be decided may narrow them further. */
  | { readonly kind: 'countries'; readonly countries: readonly string[]; readonly exact: boolean }
  | { readonly kind: 'anywhere' | 'unknown' | 'unsourced'; readonly says: string }
