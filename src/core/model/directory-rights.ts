/** Schema and control-access GUIDs of Active Directory (MS-ADA, MS-ADTS 5.1.3.2.1). */
const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2'
const MEMBERSHIP_SET = 'bc0ac240-79a9-11d0-9020-00c04fc2d4cf'
const CLASS_GROUP = 'bf967a9c-0de6-11d0-a285-00aa003049e2'
const CLASS_USER = 'bf967aba-0de6-11d0-a285-00aa003049e2'
const CLASS_DOMAIN = '19195a5b-6da0-11d0-afd3-00c04fd930c9'
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529'
const KEY_CREDENTIALS = '5b47d60f-6090-40b2-9f37-2a4de88f3063'
const REPLICATE_SECRETS = '1131f6ad-9c07-11d1-f79f-00c04fc2dcd2'

/** A right on an object of Active Directory that gives a level here. */
export interface DirectoryRight {
  readonly name: string
  /** One bit of the access mask. */
  readonly bit: number
  /** Types of entries that speak about it beside those without a type: the class of the object itself, a property, a set, a right. */
  readonly types: readonly string[]
}

const writeDacl = (objectClass: string): DirectoryRight => ({ name: 'WriteDacl', bit: 0x40000, types: [objectClass] })
const writeOwner = (objectClass: string): DirectoryRight => ({ name: 'WriteOwner', bit: 0x80000, types: [objectClass] })
const writeProperty = (...types: readonly string[]): DirectoryRight => ({ name: 'WriteProperty', bit: 0x20, types })
const control = (name: string, ...types: readonly string[]): DirectoryRight => ({ name, bit: 0x100, types })

/**
 * What gives which level on a group, an account or the head of a domain; the highest level first, which the owner holds too.
 *
 * Control of an account is kept apart and never part of a path. The head hands down what it likes, and who copies the secrets of all
 * accounts can be any of them.
 */
export const DIRECTORY_LEVELS: Readonly<
  Record<'group' | 'account' | 'directory', readonly (readonly [string, readonly DirectoryRight[]])[]>
> = {
  group: [
    ['admin', [writeDacl(CLASS_GROUP), writeOwner(CLASS_GROUP)]],
    ['manage', [writeProperty(CLASS_GROUP, MEMBER, MEMBERSHIP_SET), { name: 'Self-Membership', bit: 0x8, types: [CLASS_GROUP, MEMBER] }]],
  ],
  account: [
    [
      'control',
      [
        writeDacl(CLASS_USER),
        writeOwner(CLASS_USER),
        control('Reset Password', CLASS_USER, RESET_PASSWORD),
        writeProperty(CLASS_USER, KEY_CREDENTIALS),
      ],
    ],
  ],
  directory: [
    [
      'admin',
      [writeDacl(CLASS_DOMAIN), writeOwner(CLASS_DOMAIN), control('Replicating Directory Changes All', CLASS_DOMAIN, REPLICATE_SECRETS)],
    ],
  ],
}

/** Does an entry with this mask and type speak about the right? */
export function speaksOf({ bit, types }: DirectoryRight, mask: number, objectType: string | null): boolean {
  return (directoryMask(mask) & bit) !== 0 && (objectType === null || types.includes(objectType))
}

/** Generic rights as a directory object means them (MS-ADTS 5.1.3.2). */
export function directoryMask(mask: number): number {
  let mapped = mask & 0x0fffffff
  if ((mask & 0x10000000) !== 0) mapped |= 0x000f01ff
  if ((mask & 0x80000000) !== 0) mapped |= 0x00020094
  if ((mask & 0x40000000) !== 0) mapped |= 0x00020028
  if ((mask & 0x20000000) !== 0) mapped |= 0x00020004
  return mapped
}

/** What a typed entry is about, in the schema's words. */
export function directoryTypeName(objectType: string): string {
  return TYPE_NAMES[objectType] ?? 'of the class'
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  [MEMBER]: 'member',
  [MEMBERSHIP_SET]: 'Membership',
  [KEY_CREDENTIALS]: 'msDS-KeyCredentialLink',
}
