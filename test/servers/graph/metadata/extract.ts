import { itemType, type Metadata, type MetadataType } from './csdl.ts'

/**
 * The types and roots that the tests ask about, and every type that a property of theirs, or a base, names.
 *
 * What a navigation property leads to is kept only where it is on the list: from the user alone, half of Graph can be reached.
 */
export function extractOf(whole: Metadata, types: readonly string[], roots: readonly string[]): Metadata {
  const kept = new Map<string, MetadataType>()
  const open = [...types]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (kept.has(name) || name.startsWith('Edm.')) continue
    const type = whole.types.get(name)
    if (type === undefined) {
      if (name.includes('.')) continue // of another namespace, which is not read
      throw new Error(`the metadata knows no type \`${name}\``)
    }
    kept.set(name, type)
    open.push(...[...type.properties.values()].map(itemType), ...(type.base === undefined ? [] : [type.base]))
  }
  const sorted = [...kept].sort(([a], [b]) => (a < b ? -1 : 1))
  return { types: new Map(sorted), roots: new Map(roots.map((root) => [root, rootType(whole, root)])) }
}

/** The extract as CSDL again, one element a line. */
export function extractText({ types, roots }: Metadata): string {
  const container = [...roots].map(([name, type]) =>
    type === itemType(type)
      ? `        <Singleton Name="${name}" Type="graph.${type}" />`
      : `        <EntitySet Name="${name}" EntityType="graph.${itemType(type)}" />`,
  )
  return [
    '<!-- An extract of the published metadata of Microsoft Graph v1.0 (microsoftgraph/msgraph-metadata, clean_v10_metadata/cleanMetadata.xml, August 2026).',
    '     Copyright (c) 2018 Microsoft Graph; MIT licence, see LICENSE beside this file. Made by write-extract.ts: do not edit. -->',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edm">',
    '  <edmx:DataServices>',
    '    <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    ...[...types.values()].flatMap(typeLines),
    '      <EntityContainer Name="GraphService">',
    ...container,
    '      </EntityContainer>',
    '    </Schema>',
    '  </edmx:DataServices>',
    '</edmx:Edmx>',
    '',
  ].join('\n')
}

const ELEMENTS = { entity: 'EntityType', complex: 'ComplexType', enum: 'EnumType' } as const

function typeLines({ kind, name, base, properties, navigation, members }: MetadataType): string[] {
  const element = ELEMENTS[kind]
  return [
    `      <${element} Name="${name}"${base === undefined ? '' : ` BaseType="${longName(base)}"`}>`,
    ...[...properties].map(([property, type]) => `        <Property Name="${property}" Type="${longName(type)}" />`),
    ...[...navigation].map(([property, type]) => `        <NavigationProperty Name="${property}" Type="${longName(type)}" />`),
    ...members.map((member) => `        <Member Name="${member}" />`),
    `      </${element}>`,
  ]
}

function longName(type: string): string {
  const item = itemType(type)
  const long = item.includes('.') ? item : `graph.${item}`
  return item === type ? long : `Collection(${long})`
}

function rootType(whole: Metadata, root: string): string {
  const type = whole.roots.get(root)
  if (type === undefined) throw new Error(`the metadata knows no root \`${root}\``)
  return type
}
