/** A SID's bytes as `S-1-5-21-…`: revision, count, six bytes big-endian, then 32-bit little-endian (MS-DTYP 2.4.2.2). Null if they are none. */
export function sidText(bytes: Uint8Array): string | null {
  const [revision = 0, count = 0] = bytes
  if (revision !== 1 || count > 15 || bytes.length !== 8 + 4 * count) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4)
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + 4 * index, true))
  return ['S-1', authority, ...parts].join('-')
}

/** The SID of the account's primary group: the account's domain with another last part. Null if the account's SID belongs to no domain. */
export function primaryGroupSid(accountSid: string, primaryGroupId: string): string | null {
  const domain = /^(S-1-5-21-\d+-\d+-\d+)-\d+$/u.exec(accountSid)?.[1]
  return domain === undefined || !/^\d{1,10}$/u.test(primaryGroupId) ? null : `${domain}-${primaryGroupId}`
}
