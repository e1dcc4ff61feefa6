/** Why a store cannot be opened, with the cure. */
export interface StoreError {
  readonly kind: 'too-new' | 'too-old' | 'not-a-store' | 'unreadable'
  /** One line, lower case, the path in backticks. */
  readonly message: string
  readonly help: string
}
