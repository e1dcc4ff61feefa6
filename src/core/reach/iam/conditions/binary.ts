import { operator } from './operator.ts'

/** Byte for byte, both in base64. */
export const BINARY = {
  BinaryEquals: operator(false, false, (value, { text }) => value === text),
} as const
