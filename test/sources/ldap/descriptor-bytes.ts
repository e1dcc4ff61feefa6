/** Security descriptors as bytes, written from MS-DTYP alone: what the decoder must read back. */
export interface Ace {
  readonly type: number
  readonly flags?: number
  readonly rights: number
  readonly objectType?: string | null
  readonly inheritedObjectType?: string | null
  readonly trustee: string
  /** Bytes behind the SID: the condition of a callback entry. */
  readonly behind?: Buffer
}

const OBJECT_TYPES = [5, 6, 7, 8, 11, 12]

export function descriptorBytes(owner: string | null, aces: readonly Ace[] | null): Buffer {
  const dacl = aces === null ? Buffer.alloc(0) : acl(aces)
  const ownerSid = owner === null ? Buffer.alloc(0) : sidBytes(owner)
  const head = Buffer.alloc(20)
  head[0] = 1
  head.writeUInt16LE(0x8000 | (aces === null ? 0 : 0x0004), 2)
  head.writeUInt32LE(owner === null ? 0 : 20 + dacl.length, 4)
  head.writeUInt32LE(aces === null ? 0 : 20, 16)
  return Buffer.concat([head, dacl, ownerSid])
}

function acl(aces: readonly Ace[]): Buffer {
  const body = Buffer.concat(aces.map(aceBytes))
  const head = Buffer.alloc(8)
  head[0] = aces.some(({ type }) => OBJECT_TYPES.includes(type)) ? 4 : 2
  head.writeUInt16LE(8 + body.length, 2)
  head.writeUInt16LE(aces.length, 4)
  return Buffer.concat([head, body])
}

function aceBytes({ type, flags = 0, rights, objectType = null, inheritedObjectType = null, trustee, behind }: Ace): Buffer {
  const mask = Buffer.alloc(4)
  mask.writeUInt32LE(rights)
  const parts: Uint8Array[] = [mask]
  if (OBJECT_TYPES.includes(type)) {
    const present = Buffer.alloc(4)
    present.writeUInt32LE((objectType === null ? 0 : 1) | (inheritedObjectType === null ? 0 : 2))
    parts.push(present, ...[objectType, inheritedObjectType].flatMap((guid) => (guid === null ? [] : [guidBytes(guid)])))
  }
  parts.push(sidBytes(trustee), behind ?? Buffer.alloc(0))
  const body = Buffer.concat(parts)
  const head = Buffer.from([type, flags, 0, 0])
  head.writeUInt16LE(4 + body.length, 2)
  return Buffer.concat([head, body])
}

export function sidBytes(text: string): Buffer {
  const [authority = 0, ...parts] = text.split('-').slice(2).map(Number)
  const bytes = Buffer.alloc(8 + 4 * parts.length)
  bytes[0] = 1
  bytes[1] = parts.length
  bytes.writeUIntBE(authority, 2, 6)
  parts.forEach((part, index) => bytes.writeUInt32LE(part, 8 + 4 * index))
  return bytes
}

export function guidBytes(text: string): Buffer {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = text.split('-')
  const little = [first, second, third].map((part) => Buffer.from(part, 'hex').reverse())
  return Buffer.concat([...little, Buffer.from(fourth + fifth, 'hex')])
}
