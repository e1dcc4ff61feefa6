import { itemType } from './csdl.ts'
import { graphSchema } from './schema.ts'

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int32': Number.isInteger,
  'Edm.Int64': Number.isSafeInteger,
  'Edm.Guid': (value) => typeof value === 'string' && GUID.test(value),
  'Edm.DateTimeOffset': (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value),
  'Edm.Binary': (value) => typeof value === 'string' && /^[\w+/=-]*$/.test(value),
  'Edm.Duration': (value) => typeof value === 'string' && value.startsWith('P'),
}

/** Where a value is not of a type of the metadata, each place with the reason; empty if it fits. Null fits every type but a list. */
export function misfits(type: string, value: unknown, place: string): readonly string[] {
  if (itemType(type) !== type)
    return Array.isArray(value)
      ? value.flatMap((item, index) => misfits(itemType(type), item, `${place}[${index}]`))
      : [`${place}: no list`]
  if (value === null) return []
  if (type.startsWith('Edm.')) {
    const fits = PRIMITIVES[type]
    if (fits === undefined) return [`${place}: ${type} is not known to the check`]
    return fits(value) ? [] : [`${place}: ${JSON.stringify(value)} is no ${type}`]
  }
  const schema = graphSchema()
  const { kind, members } = schema.type(type)
  if (kind === 'enum') return enumMisfits(type, members, value, place)
  if (typeof value !== 'object' || Array.isArray(value)) return [`${place}: no object`]
  const named = (value as Record<string, unknown>)['@odata.type']
  const own = typeof named === 'string' ? named.replace('#microsoft.graph.', '') : type
  if (!schema.isA(own, type)) return [`${place}: ${own} is no ${type}`]
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name.startsWith('@') || name.includes('@odata.')) return []
    const known = schema.properties(own).get(name) ?? schema.navigation(own).get(name)
    return known === undefined ? [`${place}: the metadata knows no \`${name}\` of \`${own}\``] : misfits(known, inner, `${place}.${name}`)
  })
}

/** An enumeration of flags is a list with commas. */
function enumMisfits(type: string, members: readonly string[], value: unknown, place: string): readonly string[] {
  const given = typeof value === 'string' ? value.split(',') : [JSON.stringify(value)]
  const unknown = given.filter((member) => !members.includes(member))
  return unknown.map((member) => `${place}: ${type} has no \`${member}\``)
}
