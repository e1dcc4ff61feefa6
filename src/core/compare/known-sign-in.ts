/** What is known of how somebody signs in; null where nothing is. No source of this version shows it: an expectation may state it. */
export interface SignIn {
  /** Is strong sign-in demanded? */
  readonly mfa: boolean | null
  /** The countries from which the sign-in policy lets the person in. */
  readonly from: readonly string[] | null
}

export const NOTHING_KNOWN: SignIn = { mfa: null, from: null }
