import type { GraphCall } from './datasets.ts'
import { type Query, graphPath } from './client/graph-url.ts'

/** The address of a call below the version, for the object `id` and the one inside it. */
export function callPath(call: GraphCall, id = '', inner = ''): string {
  const segments = call.path
    .slice(1)
    .split('/')
    .map((segment) => (segment === '{id}' ? id : segment === '{inner}' ? inner : segment))
  const query: Query = [
    ...(call.filter === null ? [] : ([['$filter', call.filter.replace('{id}', id)]] as const)),
    ...(call.selects ? ([['$select', call.keeps.join(',')]] as const) : []),
    ...(call.expand === null ? [] : ([['$expand', call.expand]] as const)),
    ...(call.top === null ? [] : ([['$top', String(call.top)]] as const)),
  ]
  return graphPath(segments, query)
}
