import { SaxesParser, type SaxesTagPlain } from 'saxes'

/** The published entity model: types and the roots of paths. Names stand without `microsoft.graph.`; a list is `Collection(x)`. */
export interface Metadata {
  readonly types: ReadonlyMap<string, MetadataType>
  /** Entity sets, as `Collection(user)`, and singletons, as `directory`, by the first segment of a path. */
  readonly roots: ReadonlyMap<string, string>
}

export interface MetadataType {
  readonly kind: 'entity' | 'complex' | 'enum'
  readonly name: string
  readonly base: string | undefined
  /** What the type adds to its base: the type of each, by name. */
  readonly properties: ReadonlyMap<string, string>
  readonly navigation: ReadonlyMap<string, string>
  /** The names of an enumeration's values. */
  readonly members: readonly string[]
}

const KINDS = { EntityType: 'entity', ComplexType: 'complex', EnumType: 'enum' } as const
const TYPE_PREFIXES = ['microsoft.graph.', 'graph.']

/** Reads CSDL 4.0 (XML). Only the namespace `microsoft.graph` is kept: no route of ours leads out of it. */
export function readMetadata(xml: string): Metadata {
  const types = new Map<string, Draft>()
  const roots = new Map<string, string>()
  const parser = new SaxesParser()
  let namespace = ''
  let current: Draft | undefined

  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'Schema') namespace = attributes['Namespace'] ?? ''
    else if (namespace !== 'microsoft.graph') return
    else if (isKind(name)) types.set(attributes['Name'] ?? '', (current = draft(KINDS[name], attributes)))
    else if (name === 'Property') current?.properties.set(attributes['Name'] ?? '', shortName(attributes['Type'] ?? ''))
    else if (name === 'NavigationProperty') current?.navigation.set(attributes['Name'] ?? '', shortName(attributes['Type'] ?? ''))
    else if (name === 'Member') current?.members.push(attributes['Name'] ?? '')
    else if (name === 'EntitySet') roots.set(attributes['Name'] ?? '', `Collection(${shortName(attributes['EntityType'] ?? '')})`)
    else if (name === 'Singleton') roots.set(attributes['Name'] ?? '', shortName(attributes['Type'] ?? ''))
  })
  parser.on('closetag', ({ name }) => {
    if (isKind(name)) current = undefined
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(xml.replace(/^\uFEFF/, '')).close()
  return { types, roots }
}

/** The type within `Collection(…)`, or the type itself. */
export function itemType(type: string): string {
  return /^Collection\((.*)\)$/.exec(type)?.[1] ?? type
}

interface Draft extends MetadataType {
  readonly properties: Map<string, string>
  readonly navigation: Map<string, string>
  readonly members: string[]
}

function draft(kind: MetadataType['kind'], attributes: SaxesTagPlain['attributes']): Draft {
  const base = attributes['BaseType']
  return {
    kind,
    name: attributes['Name'] ?? '',
    base: base === undefined ? undefined : shortName(base),
    properties: new Map(),
    navigation: new Map(),
    members: [],
  }
}

function isKind(name: string): name is keyof typeof KINDS {
  return name in KINDS
}

/** `graph.user` and `microsoft.graph.user` are `user`; a deeper namespace and `Edm.String` stay as they are. */
function shortName(type: string): string {
  const item = itemType(type)
  const prefix = TYPE_PREFIXES.find((start) => item.startsWith(start))
  const short = prefix === undefined || item.slice(prefix.length).includes('.') ? item : item.slice(prefix.length)
  return item === type ? short : `Collection(${short})`
}
