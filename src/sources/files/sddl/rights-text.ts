/** MS-DTYP 2.5.1.1, the table of rights. */
const RIGHTS: Readonly<Record<string, number>> = {
  GA: 0x10000000,
  GR: 0x80000000,
  GW: 0x40000000,
  GX: 0x20000000,
  MA: 0x02000000,
  AS: 0x01000000,
  SD: 0x00010000,
  RC: 0x00020000,
  WD: 0x00040000,
  WO: 0x00080000,
  CC: 0x00000001,
  DC: 0x00000002,
  LC: 0x00000004,
  SW: 0x00000008,
  RP: 0x00000010,
  WP: 0x00000020,
  DT: 0x00000040,
  LO: 0x00000080,
  CR: 0x00000100,
  FA: 0x001f01ff,
  FR: 0x00120089,
  FW: 0x00120116,
  FX: 0x001200a0,
  KA: 0x000f003f,
  KR: 0x00020019,
  KW: 0x00020006,
  KX: 0x00020019,
}

/**
 * The mask that `text` says: `0x…`, octal with a leading zero, decimal, or tokens of two letters one behind the other; null if it says
 * none. Empty is 0: an entry that gives nothing.
 */
export function rightsOf(text: string): number | null {
  if (text === '') return 0
  if (/^0x[0-9a-f]{1,8}$/iu.test(text)) return Number.parseInt(text.slice(2), 16)
  if (/^0[0-7]{1,11}$/u.test(text)) return inMask(Number.parseInt(text, 8))
  if (/^\d{1,10}$/u.test(text)) return inMask(Number(text))
  if (text.length % 2 !== 0) return null
  let mask = 0
  for (let at = 0; at < text.length; at += 2) {
    const right = RIGHTS[text.slice(at, at + 2).toUpperCase()]
    if (right === undefined) return null
    mask = (mask | right) >>> 0
  }
  return mask
}

function inMask(number: number): number | null {
  return number <= 0xffffffff ? number : null
}
