import type { Route } from './route.ts'
import { COLLABORATION_ROUTES } from './routes-collaboration.ts'
import { DIRECTORY_ROUTES } from './routes-directory.ts'
import { GOVERNANCE_ROUTES } from './routes-governance.ts'

/** Every route that the server knows. */
export const ROUTES: readonly Route[] = [...DIRECTORY_ROUTES, ...GOVERNANCE_ROUTES, ...COLLABORATION_ROUTES]

/** The route of a path below the version, and the ids in it, decoded; undefined where no route fits. A literal segment wins over an id. */
export function routeOf(path: string): { readonly route: Route; readonly ids: readonly string[] } | undefined {
  const segments = path.split('/').slice(1)
  const fits = PATTERNS.filter(
    ({ pattern }) => pattern.length === segments.length && pattern.every((part, index) => part === '{id}' || part === segments[index]),
  )
  const found = fits.find(({ pattern }) => pattern.at(-1) !== '{id}') ?? fits[0]
  if (found === undefined) return undefined
  return { route: found.route, ids: segments.filter((_, index) => found.pattern[index] === '{id}').map(decodeURIComponent) }
}

const PATTERNS = ROUTES.map((route) => ({ route, pattern: route.path.split('/').slice(1) }))

/** The least permission of every route but those of single sites, and of the properties that ask for one more. */
export const LEAST_PERMISSIONS: readonly string[] = [
  ...new Set(ROUTES.flatMap(({ permissions }) => permissions.slice(0, 1))),
  'User-LifeCycleInfo.Read.All',
  'Member.Read.Hidden',
].filter((name) => name !== 'Sites.Selected' && name !== 'Directory.Read.All')
