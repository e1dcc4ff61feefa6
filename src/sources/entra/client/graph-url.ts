/** One query option, `$` included; the value as it is, not yet encoded. */
export type Query = readonly (readonly [option: string, value: string])[]

/**
 * `/groups/<id>/members?$select=id`, below the version: the only place that puts an address together (C5). Every segment and value is
 * encoded: `#` would cut the rest off, `&` and `+` would change a filter.
 */
export function graphPath(segments: readonly string[], query: Query = []): string {
  const path = segments.map((segment) => `/${encodeURIComponent(segment).replaceAll('%24', '$')}`).join('')
  const options = query.map(([option, value]) => `${option}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%24', '$')}`)
  return options.length === 0 ? path : `${path}?${options.join('&')}`
}
