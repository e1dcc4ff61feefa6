import type { Place } from '../base/diagnostic.ts'
import type { PersonReference } from './person-reference.ts'

/** One thing that must hold before a line entitles. A list in the policy becomes one condition an item, since all of them must hold. */
export type Condition = { readonly place: Place } & (
  | { readonly kind: 'training'; readonly course: string }
  | { readonly kind: 'clearance'; readonly slug: string }
  /** Id of an agreement of some partner. */
  | { readonly kind: 'agreement'; readonly id: string }
  /** Id of a licence, or of the control plan, of the project's own `export_control`. A licence adds its `to`, for this line only. */
  | { readonly kind: 'licence'; readonly id: string }
  | { readonly kind: 'control-plan'; readonly id: string }
  | { readonly kind: 'host'; readonly host: PersonReference | 'any' }
  | { readonly kind: 'mfa' }
  /** The sign-in policy lets nobody in from elsewhere. One condition for the whole list. */
  | { readonly kind: 'access-from'; readonly countries: readonly string[] }
)

export type ConditionKind = Condition['kind']
