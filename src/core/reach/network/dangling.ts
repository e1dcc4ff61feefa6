import type { NetworkFact, NetworkUnread, RouteTarget } from '../../model/network.ts'
import { rangesOfTexts } from './named-ranges.ts'

/**
 * What is named and stated by nobody, what two facts state under one id (one of them then stands for both), and addresses that cannot be
 * read: each as records that were not read.
 */
export function danglingFacts(facts: readonly NetworkFact[]): readonly NetworkUnread[] {
  const ids = new Set(facts.map(({ kind, id }) => `${kind} ${id}`))
  const has = (kind: NetworkFact['kind'], id: string): boolean => ids.has(`${kind} ${id}`)
  const found: NetworkUnread[] = []
  const stated = new Set<string>()
  const missing = (of: NetworkFact, what: NetworkUnread['what'], says: string): void => {
    found.push({ kind: 'unread', id: `${of.kind} ${of.id}: ${says}`, provenance: of.provenance, unsure: [{ code: CODE[what], says }], space: null, what }) // prettier-ignore
  }
  for (const fact of facts) {
    const key = `${fact.kind} ${fact.id}`
    if (stated.has(key) && fact.kind !== 'unread') missing(fact, KIND[fact.kind], `two of the id ${fact.id}`)
    stated.add(key)
    if (fact.kind === 'link') for (const { space } of fact.ends) if (!has('space', space)) missing(fact, 'links', space)
    if (fact.kind === 'segment' && rangesOfTexts(fact.cidrs).widest === 'all') missing(fact, 'segments', `networks of ${fact.id}`)
    if (fact.kind === 'placement' && !has('segment', fact.segment)) missing(fact, 'segments', fact.segment)
    if (fact.kind === 'placement' && rangesOfTexts(fact.addresses).widest === 'all') missing(fact, 'placements', `addresses of ${fact.id}`)
    if (fact.kind === 'filter' && fact.attach.kind === 'segment' && !has('segment', fact.attach.segment))
      missing(fact, 'segments', fact.attach.segment)
    if (fact.kind === 'filter' && fact.attach.kind === 'node' && !has('placement', fact.attach.node))
      missing(fact, 'placements', fact.attach.node)
    if (fact.kind === 'translation' && !has('placement', fact.node)) missing(fact, 'placements', fact.node)
    if (fact.kind !== 'routes') continue
    for (const { target } of fact.routes) {
      const [kind, id] = namedBy(target)
      if (kind !== null && !has(kind, id)) missing(fact, kind === 'link' ? 'links' : kind === 'routes' ? 'routes' : 'placements', id)
    }
  }
  return found
}

/** Under which heading a fact that is missing leaves a hole. */
const KIND = {
  space: 'segments',
  segment: 'segments',
  set: 'filters',
  filter: 'filters',
  routes: 'routes',
  translation: 'routes',
  link: 'links',
  placement: 'placements',
} as const

const CODE = {
  segments: 'ambiguous-address',
  filters: 'filter-unread',
  routes: 'route-unread',
  links: 'peer-unseen',
  placements: 'middlebox-unknown',
} as const

function namedBy(target: RouteTarget): readonly ['placement' | 'routes' | 'link', string] | readonly [null, ''] {
  switch (target.kind) {
    case 'node':
      return ['placement', target.node]
    case 'table':
      return ['routes', target.table]
    case 'link':
      return ['link', target.link]
    case 'local':
    case 'internet':
    case 'drop':
    case 'unknown':
      return [null, '']
  }
}
