/** Masks that Windows itself shows under one name. */
const FOLDER_MASKS: readonly (readonly [number, string])[] = [
  [0x001f01ff, 'Full Control'],
  [0x001301bf, 'Modify'],
  [0x001200a9, 'Read & Execute'],
  [0x00120089, 'Read'],
  [0x00120116, 'Write'],
]

const SHARE_MASKS: readonly (readonly [number, string])[] = [
  [0x001f01ff, 'Full Control'],
  [0x001301bf, 'Change'],
  [0x001200a9, 'Read'],
]

/** Bits by their names in MS-DTYP 2.4.3 and MS-SMB2 2.2.13.1. */
const FILE_BITS: readonly (readonly [number, string])[] = [
  [0x1, 'ReadData'],
  [0x2, 'WriteData'],
  [0x4, 'AppendData'],
  [0x20, 'Execute'],
  [0x40, 'DeleteChild'],
  [0x10000, 'Delete'],
  [0x40000, 'WriteDacl'],
  [0x80000, 'WriteOwner'],
]

/** The rights of a mask on a file, a folder or a share, in as few words as Windows has for them; generic rights must be mapped before. */
export function fileRightsName(mask: number, place: 'share' | 'folder'): string {
  // Waiting for a handle is asked for with everything and means nothing here.
  const withoutWait = (bits: number): number => bits & ~0x00100000
  const known = (place === 'share' ? SHARE_MASKS : FOLDER_MASKS).find(([whole]) => withoutWait(whole) === withoutWait(mask))
  const words = known?.[1] ?? FILE_BITS.flatMap(([bit, name]) => ((mask & bit) === 0 ? [] : [name])).join(', ')
  return place === 'share' ? `${words} on the share` : words
}
