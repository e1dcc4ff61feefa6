/** Something that must hold when the access is used, and that no record decides: `if the role is activated`. */
export interface AccessCondition {
  readonly code: string
  readonly says: string
}
