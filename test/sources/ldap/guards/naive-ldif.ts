import { BASE } from '../facts-of.ts'

/** A reader of LDIF that knows lines and colons: entries by name, the last value of an attribute counts where one is asked for. */
export function naiveEntries(ldif: string): readonly ReadonlyMap<string, readonly string[]>[] {
  return ldif.split('\n\n').map((block) => {
    const entry = new Map<string, string[]>()
    for (const line of block.split('\n')) {
      const [name = '', ...rest] = line.split(': ')
      entry.set(name, [...(entry.get(name) ?? []), rest.join(': ')])
    }
    return entry
  })
}

export function naiveValues(ldif: string, name: string): readonly string[] {
  return naiveEntries(ldif).flatMap((entry) => entry.get(name) ?? [])
}

function guid(index: number): string {
  return Buffer.from(index.toString(16).padStart(32, '0'), 'hex').toString('base64')
}

function sid(rid: number): string {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  for (const [index, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + index * 4)
  return bytes.toString('base64')
}

export function adUser(index: number, ...more: readonly string[]): string {
  return [
    `dn: CN=u${index},${BASE}`,
    'objectClass: user',
    `sAMAccountName: u${index}`,
    `objectGUID:: ${guid(index)}`,
    `objectSid:: ${sid(1_000 + index)}`,
    'primaryGroupID: 513',
    ...(more.some((line) => line.startsWith('userAccountControl')) ? [] : ['userAccountControl: 512']),
    ...more,
    '\n',
  ].join('\n')
}

export function adGroup(name: string, rid: number, ...more: readonly string[]): string {
  return [
    `dn: CN=${name},${BASE}`,
    'objectClass: group',
    `cn: ${name}`,
    `objectGUID:: ${guid(rid)}`,
    `objectSid:: ${sid(rid)}`,
    ...more,
    '\n',
  ].join('\n')
}

export function user(uid: string, ...more: readonly string[]): string {
  return [`dn: uid=${uid},${BASE}`, 'objectClass: inetOrgPerson', `uid: ${uid}`, `entryUUID: ${uid.padStart(36, '0')}`, ...more, '\n'].join(
    '\n',
  )
}

export function group(cn: string, kind: string, ...more: readonly string[]): string {
  return [`dn: cn=${cn},${BASE}`, `objectClass: ${kind}`, `cn: ${cn}`, `entryUUID: ${cn.padStart(36, 'f')}`, ...more, '\n'].join('\n')
}
