import type { ExternalsRegister } from '../../core/model/externals.ts'

/** The register as JSON, in pieces: what it is worth first, then a person a line. Together they are one document that ends with a line feed. */
export function* externalsJson({ externals, ...worth }: ExternalsRegister): Generator<string, void> {
  yield `${JSON.stringify(worth, null, 2).slice(0, -2)},\n  "externals": [`
  for (const [position, external] of externals.entries()) yield `${position === 0 ? '' : ','}\n    ${JSON.stringify(external)}`
  yield `${externals.length === 0 ? '' : '\n  '}]\n}\n`
}
