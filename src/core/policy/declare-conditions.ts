import type { z } from 'zod'
import { distinctTexts } from '../base/order.ts'
import type { Condition } from '../model/condition.ts'
import { type Cursor, keyPlaceOf, member, placeOf, textsAt } from './cursor.ts'
import { declaredPerson } from './declare-values.ts'
import type { projectSchema } from './schema/project.ts'

type Written = z.output<typeof projectSchema>['requires']

/** One condition an item, each at its own place; always in the same order of kinds. */
export function declaredConditions(written: Written, at: Cursor): readonly Condition[] {
  if (written === undefined) return []
  const { host, mfa, access_from } = written
  const each = (key: string) => textsAt(member(at, key)).map(({ text, at: item }) => ({ text, place: placeOf(item) }))
  const place = (key: string) => keyPlaceOf(member(at, key))
  return [
    ...each('training').map(({ text, place }): Condition => ({ kind: 'training', course: text, place })),
    ...each('clearance').map(({ text, place }): Condition => ({ kind: 'clearance', slug: text, place })),
    ...each('agreement').map(({ text, place }): Condition => ({ kind: 'agreement', id: text, place })),
    ...each('licence').map(({ text, place }): Condition => ({ kind: 'licence', id: text, place })),
    ...each('control_plan').map(({ text, place }): Condition => ({ kind: 'control-plan', id: text, place })),
    ...(host === undefined ? [] : [{ kind: 'host', host: host === 'any' ? host : declaredPerson(host), place: place('host') } as const]),
    ...(mfa === undefined ? [] : [{ kind: 'mfa', place: place('mfa') } as const]),
    ...(access_from === undefined
      ? []
      : [{ kind: 'access-from', countries: distinctTexts(access_from), place: place('access_from') } as const]),
  ]
}
