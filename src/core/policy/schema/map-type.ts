import { z } from 'zod'
import { slug } from './value-type.ts'

/** How messages name a map: "unknown key `untill` in an entitlement". */
export const mapNames = z.registry<{ readonly says: string; readonly unknownKeyCode: string }>()

/** How messages name a value that may be written in two ways. */
export const choiceNames = z.registry<{ readonly says: string; readonly code: 'P013' | 'P016' }>()

/** A map with fixed keys; any other key is an error. */
export function record<Shape extends z.core.$ZodLooseShape>(says: string, shape: Shape, unknownKeyCode = 'P012') {
  const schema = z.strictObject(shape)
  mapNames.add(schema, { says, unknownKeyCode })
  return schema
}

/** A map from slugs that the author chooses. */
export function bySlug<Value extends z.ZodType>(value: Value) {
  return z.record(slug, value)
}

/** `any`, or a list: the forms in which people and ports are named. */
export function anyOr<Item extends z.ZodType>(item: Item, says: string) {
  const schema = z.union([z.literal('any'), z.array(item).min(1)])
  choiceNames.add(schema, { says: `\`any\` or a list of ${says}`, code: 'P013' })
  return schema
}

/** One, or a list of several. */
export function oneOrMore<Item extends z.ZodType>(item: Item, says: string) {
  const schema = z.union([item, z.array(item).min(1)])
  choiceNames.add(schema, { says: `${says} or a list of several`, code: 'P013' })
  return schema
}
