import { type Duration, parseDuration } from '../base/duration.ts'
import { type Day, parseDay } from '../base/instant.ts'
import { parsePersonReference, type PersonReference, personReferenceKey } from '../model/person-reference.ts'
import { parseResourceAddress, type ResourceAddress } from '../model/resource-address.ts'
import { sortedBy } from '../base/order.ts'

// Everything here has passed its checks; if it cannot be read now, a check is missing, and that is our own broken promise.

export function declaredDay(text: string): Day {
  return promised(parseDay(text), text)
}

export function declaredDuration(text: string): Duration {
  return promised(parseDuration(text), text)
}

export function declaredPerson(text: string): PersonReference {
  return promised(parsePersonReference(text), text)
}

export function declaredAddress(text: string): ResourceAddress {
  return promised(parseResourceAddress(text), text)
}

export function declaredPercent(text: string): number {
  return Number(text.slice(0, -1))
}

/** Sorted by key, each key once. */
export function declaredPeople(texts: readonly string[]): readonly PersonReference[] {
  const people = new Map(texts.map(declaredPerson).map((person) => [personReferenceKey(person), person]))
  return sortedBy(people.values(), personReferenceKey)
}

export function declaredPeopleOrAny(people: 'any' | readonly string[] | undefined): readonly PersonReference[] | 'any' {
  return people === undefined || people === 'any' ? 'any' : declaredPeople(people)
}

export function declaredPorts(ports: 'any' | readonly number[] | undefined): readonly number[] | 'any' {
  return ports === undefined || ports === 'any' ? 'any' : ascending(ports)
}

export function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}

/** `read` of the value, or null where there is none. */
export function orNull<Written, Value>(written: Written | undefined, read: (written: Written) => Value): Value | null {
  return written === undefined ? null : read(written)
}

function promised<Value>(value: Value | null, text: string): Value {
  if (value === null) throw new Error(`a value passed its check and cannot be read: ${text}`)
  return value
}
