import { badRequest } from './refusal.ts'
import { type Condition, readFilter } from './filter.ts'
import type { Route } from './route.ts'
import { selectable } from './selectable.ts'

/** What a request asks of a route, checked against what the route permits. */
export interface Query {
  readonly select: readonly string[] | undefined
  readonly top: number | undefined
  readonly filter: readonly Condition[]
  readonly expand: readonly string[]
  readonly count: boolean
  /** The query without what the server itself adds for the next page. */
  readonly base: string
  readonly skipToken: string | undefined
}

/** What next links carry beside the token: a client that rebuilds a link loses one of the two, or the sign in the second. */
export const LINK_MARKS = 'mark=1&mark=2%2B2'

const OPTIONS = ['$select', '$top', '$filter', '$expand', '$count']

/** Largest page of a user list that also asks for the last sign-in. */
const LARGEST_WITH_SIGN_INS = 120

/** Reads the text after `?`; throws a refusal that names the option which the route does not know. */
export function readQuery(route: Route, text: string): Query {
  const pairs = text === '' ? [] : text.split('&')
  const tokenAt = pairs.findIndex((pair) => pair.startsWith('$skiptoken=') || pair.startsWith('%24skiptoken='))
  const base = tokenAt === -1 ? pairs : pairs.slice(0, tokenAt)
  const options = new Map<string, string>()
  for (const pair of base) {
    const [name = '', ...value] = pair.split('=')
    const option = decoded(name)
    if (options.has(option)) throw badRequest(`Query option '${option}' was specified more than once.`)
    options.set(option, decoded(value.join('=')))
  }
  if (tokenAt !== -1 && pairs.slice(tokenAt + 1).join('&') !== LINK_MARKS) throw badRequest(`a next link came back changed: ${text}`)
  const unknown = [...options.keys()].find((option) => !OPTIONS.includes(option))
  if (unknown !== undefined) throw badRequest(`Unrecognized query option '${unknown}' at ${route.path}`)
  const select = selectOf(route, options)
  const filter = filterOf(route, options)
  return {
    select,
    filter,
    top: topOf(route, options, select),
    expand: expandOf(route, options),
    count: countOf(route, options),
    base: base.join('&'),
    skipToken: tokenAt === -1 ? undefined : decoded(pairs[tokenAt]?.slice(pairs[tokenAt].indexOf('=') + 1) ?? ''),
  }
}

/** As a server of the web reads a query: `+` is a space. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    throw Object.assign(badRequest(`the query is not well encoded: ${text}`), { cause: error })
  }
}

function selectOf(route: Route, options: ReadonlyMap<string, string>): readonly string[] | undefined {
  const text = options.get('$select')
  if (text === undefined) return undefined
  if (!route.select) throw badRequest(`$select is not supported at ${route.path}`)
  const names = text.split(',')
  const known = selectable(route.entity)
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined) throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.${route.entity}'.`)
  return names
}

function topOf(route: Route, options: ReadonlyMap<string, string>, select: readonly string[] | undefined): number | undefined {
  const text = options.get('$top')
  if (text === undefined) return undefined
  if (route.top === undefined) throw badRequest(`$top is not supported at ${route.path}`)
  const largest = select?.includes('signInActivity') === true ? LARGEST_WITH_SIGN_INS : route.top
  const top = /^\d+$/.test(text) ? Number(text) : 0
  if (top < 1 || top > largest) throw badRequest(`Invalid page size specified: '${text}'. Must be between 1 and ${largest} inclusive.`)
  return top
}

function filterOf(route: Route, options: ReadonlyMap<string, string>): readonly Condition[] {
  const text = options.get('$filter')
  const filter = text === undefined ? [] : readFilter(text)
  const unknown = filter.find(({ property }) => !route.filters.includes(property))
  if (unknown !== undefined) throw badRequest(`Filtering by '${unknown.property}' is not supported at ${route.path}`)
  const { demandedFilters } = route
  if (demandedFilters.length > 0 && !filter.some(({ property }) => demandedFilters.includes(property)))
    throw badRequest(`${route.path} needs a $filter by ${demandedFilters.join(' or ')}`)
  return filter
}

function expandOf(route: Route, options: ReadonlyMap<string, string>): readonly string[] {
  const text = options.get('$expand')
  if (text === undefined) return []
  const names = text.split(',')
  const unknown = names.find((name) => !route.expands.includes(name))
  if (unknown !== undefined) throw badRequest(`$expand of '${unknown}' is not supported at ${route.path}`)
  return names
}

function countOf(route: Route, options: ReadonlyMap<string, string>): boolean {
  const text = options.get('$count')
  if (text === undefined || text === 'false') return false
  if (!route.count || text !== 'true') throw badRequest(`$count=${text} is not supported at ${route.path}`)
  return true
}
