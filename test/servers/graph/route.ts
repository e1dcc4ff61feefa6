/** What Graph promises of one route; all that the server does is read from here. */
export interface Route {
  /** The path below the version, with `{id}` for the id of an object: `/groups/{id}/members`. */
  readonly path: string
  readonly answers: 'list' | 'one' | 'count'
  /** Where the tenant keeps its rows, where that is not the path itself. */
  readonly source: string
  /** Where the object of the last `{id}` before the end must be for the route to exist; undefined where nothing is asked. */
  readonly parent: string | undefined
  /** The type in the published metadata of what is answered; the common one of a list of many kinds. */
  readonly entity: string
  /** Properties that are served without `$select`; `all` are those that have a value. */
  readonly defaults: readonly string[] | 'all'
  readonly select: boolean
  /** Properties that `$filter` may name. */
  readonly filters: readonly string[]
  /** Properties that a `$filter` must compare, without which the route refuses. */
  readonly demandedFilters: readonly string[]
  /** Navigation properties that `$expand` may name; the tenant keeps their rows at `<source>/{id}/<name>`. */
  readonly expands: readonly string[]
  /** Whether `$count=true` is known; it always needs `ConsistencyLevel: eventual`. */
  readonly count: boolean
  /** Whether the route answers only with `ConsistencyLevel: eventual`. */
  readonly eventual: boolean
  /** The largest `$top`; undefined where the option is refused. */
  readonly top: number | undefined
  /** Rows a page without `$top`; undefined where all come at once. */
  readonly page: number | undefined
  /** Any one of these opens the route: the least first. */
  readonly permissions: readonly string[]
  /** Its cost; where `cheaperSelected`, with `$select`, and one more without. */
  readonly units: number
  readonly cheaperSelected: boolean
  readonly limit: Limit
  /** Which licence the tenant needs. */
  readonly licence: 'none' | 'P1' | 'P2'
  /** Properties that are left out where they have no value, rather than null. */
  readonly absentIfUnset: readonly string[]
}

/** Which budget a route draws from: resource units, or requests of its own kind. */
export type Limit = 'units' | 'teams' | 'reports' | 'conditional-access'

type Given = Partial<Route> & Pick<Route, 'path' | 'entity' | 'permissions'>

/** A list in pages of 100, all of whose properties come without `$select`. */
export function list(given: Given): Route {
  return {
    answers: 'list',
    source: given.path,
    parent: parentOf(given.path),
    defaults: 'all',
    select: true,
    filters: [],
    demandedFilters: [],
    expands: [],
    count: false,
    eventual: false,
    top: undefined,
    page: 100,
    units: 1,
    cheaperSelected: false,
    limit: 'units',
    licence: 'none',
    absentIfUnset: [],
    ...given,
  }
}

/** A single object. */
export function one(given: Given): Route {
  return { ...list({ page: undefined, ...given }), answers: 'one' }
}

/** The number of rows of a list, as text. */
export function count(given: Given): Route {
  const source = given.source ?? given.path.replace(/\/\$count$/, '')
  return { ...list({ select: false, page: undefined, ...given }), answers: 'count', source, parent: parentOf(source), eventual: true }
}

/** `/groups` of `/groups/{id}/members`. */
function parentOf(path: string): string | undefined {
  const end = path.lastIndexOf('/{id}/')
  return end === -1 ? undefined : path.slice(0, end)
}
