/** A value as JSON carries it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** One object of a tenant: its type in Graph's model, such as `user`, and those properties that have a value; `id` is among them. */
export interface GraphObject {
  readonly type: string
  readonly values: { readonly [name: string]: Json }
}

/** Whatever a tenant holds, as rows at the paths of Graph: `/users`, `/groups/{id}/members`, `/policies/authorizationPolicy`. */
export interface Tenant {
  readonly id: string
  /** The tenant's first domain, which ends every user name that has no other. */
  readonly domain: string
  /** Rows at a path, its `{id}`s given in order; none is an empty list. In the order in which they were added. */
  rows(path: string, ids?: readonly string[]): readonly GraphObject[]
  /** One of these rows, by its id. */
  row(path: string, ids: readonly string[], id: string): GraphObject | undefined
  /** Ids that the index behind `ConsistencyLevel: eventual` does not hold yet. */
  readonly unindexed: ReadonlySet<string>
}

export function idOf({ values }: GraphObject): string {
  const id = values['id'] ?? values['tenantId']
  if (typeof id !== 'string') throw new Error('an object of the tenant has no id')
  return id
}
