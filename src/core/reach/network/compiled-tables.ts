import type { Doubt } from '../../model/network-doubt.ts'
import type { NetworkFact, NetworkRoutes } from '../../model/network.ts'
import type { Table } from './compiled.ts'
import type { NamedPlaces } from './named-ranges.ts'
import { type RoutePiece, routePieces } from './route-choice.ts'
import type { Universe } from './universe.ts'

/** Tables by their own id and by who uses them. */
export interface Tables {
  readonly byId: ReadonlyMap<string, Table>
  readonly bySegment: ReadonlyMap<string, Table>
  /** For segments without a table of their own. */
  readonly bySpace: ReadonlyMap<string, Table>
  readonly byNode: ReadonlyMap<string, Table>
  /** `LINK SPACE`: what comes into the space by the link. */
  readonly byLink: ReadonlyMap<string, Table>
}

/** Two tables for one user: nobody knows which, so neither is sure. */
export function tablesOf(facts: readonly NetworkFact[], universe: Universe, places: NamedPlaces): Tables {
  const given = facts.filter((fact): fact is NetworkRoutes => fact.kind === 'routes')
  const users = new Map<string, NetworkRoutes[]>()
  for (const fact of given) for (const key of new Set(keysOf(fact))) users.set(key, [...(users.get(key) ?? []), fact])
  const disputed = new Set([...users.values()].filter((claims) => claims.length > 1).flat())
  const tables = new Map(given.map((fact) => [fact.id, tableOf(fact, disputed.has(fact), universe, places)]))
  const using = (kind: string): ReadonlyMap<string, Table> =>
    new Map(
      [...users].flatMap(([key, [fact]]) => {
        const table = key.startsWith(`${kind} `) && fact !== undefined ? tables.get(fact.id) : undefined
        return table === undefined ? [] : [[key.slice(kind.length + 1), table]]
      }),
    )
  return { byId: tables, bySegment: using('segment'), bySpace: using('space'), byNode: using('node'), byLink: using('link') }
}

function keysOf({ usedBy, space }: NetworkRoutes): readonly string[] {
  return usedBy.map((user) => {
    switch (user.kind) {
      case 'segment':
        return `segment ${user.segment}`
      case 'every-segment':
        return `space ${space}`
      case 'node':
        return `node ${user.node}`
      case 'link':
        return `link ${user.link} ${space}`
    }
  })
}

function tableOf(fact: NetworkRoutes, isDisputed: boolean, universe: Universe, places: NamedPlaces): Table {
  const doubt: readonly Doubt[] = isDisputed ? [{ code: 'route-unread', says: `${fact.id} is one of two tables for one user` }] : []
  let pieces: readonly RoutePiece[] | null = null
  return {
    id: fact.id,
    space: fact.space,
    pieces: () => (pieces ??= routePieces({ ...fact, unsure: [...fact.unsure, ...doubt] }, universe, places)),
  }
}
