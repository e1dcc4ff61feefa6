/** An objectGUID's 16 bytes as text: the first three fields are little-endian (MS-DTYP 2.3.4.2). Null for another length. */
export function guidText(bytes: Uint8Array): string | null {
  if (bytes.length !== 16) return null
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
  const hex = order.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
