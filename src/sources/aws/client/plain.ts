/** One answer, as the command line prints it. */
export type Page = Readonly<Record<string, unknown>>

/** An answer of the SDK as the command line prints it: dates in ISO, bytes in base64, nothing of the transport. */
export function plain(output: object): Page {
  const { $metadata: _transport, ...answer } = output as { readonly $metadata?: unknown }
  return plainValue(answer) as Page
}

function plainValue(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plainValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, plainValue(inner)] as const])),
  )
}
