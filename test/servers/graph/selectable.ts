import { graphSchema } from './metadata/schema.ts'

/** The kinds that a list of an abstract type may hold; a property of any of them may be selected there. */
export const KINDS_OF: Readonly<Record<string, readonly string[]>> = {
  directoryObject: ['user', 'group', 'servicePrincipal', 'application', 'administrativeUnit', 'directoryRole', 'device', 'orgContact'],
  conversationMember: ['aadUserConversationMember'],
  namedLocation: ['ipNamedLocation', 'countryNamedLocation'],
}

const known = new Map<string, ReadonlyMap<string, string>>()

/** The properties of a type by name, with their types, as the published metadata has them; of an abstract one, those of its kinds too. */
export function selectable(entity: string): ReadonlyMap<string, string> {
  const before = known.get(entity)
  if (before !== undefined) return before
  const schema = graphSchema()
  const all = new Map([entity, ...(KINDS_OF[entity] ?? [])].flatMap((name) => [...schema.properties(name)]))
  known.set(entity, all)
  return all
}
