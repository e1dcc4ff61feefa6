import { KINDS_OF } from '../selectable.ts'
import { itemType } from './csdl.ts'
import { graphSchema } from './schema.ts'

/** As much of JSON Schema as the wire schemas of the collector come to. */
export interface WireShape {
  readonly type?: string | readonly string[]
  readonly anyOf?: readonly WireShape[]
  readonly properties?: Readonly<Record<string, WireShape>>
  readonly items?: WireShape
}

const TEXTS = ['Edm.String', 'Edm.Guid', 'Edm.DateTimeOffset', 'Edm.Binary', 'Edm.Duration']

/**
 * Where a wire schema expects what the metadata does not have: an unknown name, or another type; empty if all of it fits.
 *
 * What a schema leaves open (`unknown`) fits. Within an object of an abstract type, properties of its kinds are known.
 */
export function wireMisfits(shape: WireShape, type: string, place: string): readonly string[] {
  const choices = shape.anyOf ?? (Array.isArray(shape.type) ? shape.type.map((one: string) => ({ ...shape, type: one })) : undefined)
  if (choices !== undefined) return choices.filter((one) => one.type !== 'null').flatMap((one) => wireMisfits(one, type, place))
  switch (shape.type) {
    case undefined:
      return []
    case 'array':
      return itemType(type) === type
        ? [`${place}: a list, where the metadata has ${type}`]
        : wireMisfits(shape.items ?? {}, itemType(type), `${place}[]`)
    case 'object':
      return isKnown(type) ? objectMisfits(shape.properties ?? {}, type, place) : [`${place}: an object, where the metadata has ${type}`]
    case 'string':
      return TEXTS.includes(type) || (isKnown(type) && graphSchema().type(type).kind === 'enum')
        ? []
        : [`${place}: a text, where the metadata has ${type}`]
    case 'boolean':
      return type === 'Edm.Boolean' ? [] : [`${place}: yes or no, where the metadata has ${type}`]
    case 'integer':
    case 'number':
      return /^Edm\.(Int|Double|Single)/.test(type) ? [] : [`${place}: a number, where the metadata has ${type}`]
    default:
      return [`${place}: ${String(shape.type)} is not known to the check`]
  }
}

function objectMisfits(properties: Readonly<Record<string, WireShape>>, type: string, place: string): readonly string[] {
  const known = namesOf(type)
  return Object.entries(properties).flatMap(([name, inner]) => {
    if (name.startsWith('@')) return []
    const innerType = known.get(name)
    return innerType === undefined
      ? [`${place}: the metadata knows no \`${name}\` of \`${type}\``]
      : wireMisfits(inner, innerType, `${place}.${name}`)
  })
}

/** Names of a type and its kinds: for an abstract complex type, those that rest on it. */
function namesOf(type: string): ReadonlyMap<string, string> {
  const schema = graphSchema()
  const kinds =
    KINDS_OF[type] ?? [...schema.metadata.types.keys()].filter((name) => schema.type(name).kind === 'complex' && schema.isA(name, type))
  return new Map([type, ...kinds].flatMap((name) => [...schema.navigation(name), ...schema.properties(name)]))
}

function isKnown(type: string): boolean {
  return graphSchema().metadata.types.has(type)
}
