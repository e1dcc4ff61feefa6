import type { RouteTarget } from '../../model/network.ts'

/** One hop of a proof, as the packet met it. */
export type TrailStep =
  /** `rule`: its order; `default`; `state`: a reply of a connection that the place knows. */
  | { readonly kind: 'filter'; readonly filter: string; readonly rule: number | 'default' | 'state'; readonly passes: boolean }
  | { readonly kind: 'route'; readonly table: string; readonly target: RouteTarget }
  | { readonly kind: 'translation'; readonly translation: string }
  /** The packet arrived, and its reply sets out. */
  | { readonly kind: 'reply' }
