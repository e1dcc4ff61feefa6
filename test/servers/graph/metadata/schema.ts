import { readFileSync } from 'node:fs'
import { itemType, type Metadata, type MetadataType, readMetadata } from './csdl.ts'

/** Questions to the published metadata. */
export interface Schema {
  readonly metadata: Metadata
  /** The type, or an error that names it. */
  type(name: string): MetadataType
  /** Properties of a type and its bases, by name. */
  properties(name: string): ReadonlyMap<string, string>
  /** Navigation properties of a type and its bases, by name. */
  navigation(name: string): ReadonlyMap<string, string>
  /** Whether the type is, or rests on, `ancestor`. */
  isA(name: string, ancestor: string): boolean
  /** The type that a path leads to, `Collection(…)` for a list; an error names the segment that the metadata does not know. */
  typeOfPath(path: string): string
}

let ours: Schema | undefined

/** The part of Graph's published metadata that lies beside this file; a test holds it against the whole. Read once. */
export function graphSchema(): Schema {
  ours ??= schemaOf(readMetadata(readFileSync(new URL('v1.0-extract.xml', import.meta.url), 'utf8')))
  return ours
}

function schemaOf(metadata: Metadata): Schema {
  const inherited = {
    properties: new Map<string, ReadonlyMap<string, string>>(),
    navigation: new Map<string, ReadonlyMap<string, string>>(),
  }
  const type = (name: string): MetadataType => {
    const found = metadata.types.get(name)
    if (found === undefined) throw new Error(`the metadata knows no type \`${name}\``)
    return found
  }
  const gather = (name: string, what: 'properties' | 'navigation'): ReadonlyMap<string, string> => {
    const known = inherited[what].get(name)
    if (known !== undefined) return known
    const own = type(name)
    const all = new Map([...(own.base === undefined ? [] : gather(own.base, what)), ...own[what]])
    inherited[what].set(name, all)
    return all
  }
  const isA = (name: string, ancestor: string): boolean => {
    if (name === ancestor) return true
    const base = type(name).base
    return base !== undefined && isA(base, ancestor)
  }
  const step = (from: string, segment: string, path: string): string => {
    const item = itemType(from)
    if (segment === '$count' && item !== from) return 'Edm.Int32'
    if (item !== from && (segment.startsWith('{') || (item === 'site' && segment === 'root'))) return item // `root` is a site's id
    const cast = segment.startsWith('microsoft.graph.') ? segment.slice('microsoft.graph.'.length) : undefined
    if (cast !== undefined && isA(cast, item)) return item === from ? cast : `Collection(${cast})`
    const next = item === from ? (gather(item, 'navigation').get(segment) ?? gather(item, 'properties').get(segment)) : undefined
    if (next === undefined) throw new Error(`the metadata knows no \`${segment}\` of \`${from}\`, in ${path}`)
    return next
  }
  return {
    metadata,
    type,
    isA,
    properties: (name) => gather(name, 'properties'),
    navigation: (name) => gather(name, 'navigation'),
    typeOfPath(path) {
      const [root = '', ...rest] = path.split('/').filter((segment) => segment !== '')
      const first = metadata.roots.get(root)
      if (first === undefined) throw new Error(`the metadata knows no root \`${root}\`, in ${path}`)
      return rest.reduce((from, segment) => step(from, segment, path), first)
    },
  }
}
