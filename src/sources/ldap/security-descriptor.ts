import { type Result, failed, succeeded } from '../../core/base/result.ts'
import type { WindowsEntry } from '../../core/model/access-control.ts'
import type { Name } from '../../core/model/fragment.ts'
import { guidText } from '../../core/base/guid.ts'
import { sidText } from './native-id.ts'

/** Owner and DACL of a security descriptor, as it is stored. */
export interface SecurityDescriptor {
  /** Null where the descriptor names none. */
  readonly owner: Name | null
  /** In stored order; null = no DACL, or a null one: everybody may do everything. */
  readonly entries: readonly WindowsEntry[] | null
  /** Entries of a type that grants and denies nothing here: audit, alarm, labels, and whatever is not known. */
  readonly ignored: number
}

/**
 * Decodes a self-relative descriptor (MS-DTYP 2.4.6, 2.4.5, 2.4.4, 2.4.2.2).
 *
 * Every offset and length is held against what surrounds it: the failure says what does not fit, since an entry that is read past its end
 * would be a right that nobody gave, and one that is cut a right that nobody sees.
 */
export function securityDescriptor(bytes: Uint8Array): Result<SecurityDescriptor, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEAD_BYTES) return failed(`a descriptor of ${bytes.length} bytes, expected ${HEAD_BYTES} at least`)
  if (view.getUint8(0) !== 1) return failed(`a descriptor of revision ${view.getUint8(0)}, expected 1`)
  const control = view.getUint16(2, true)
  if ((control & SELF_RELATIVE) === 0) return failed('the descriptor is not self-relative')
  const owner = ownerAt(bytes, view.getUint32(4, true))
  if (!owner.ok) return owner
  const at = (control & DACL_PRESENT) === 0 ? 0 : view.getUint32(16, true)
  if (at === 0) return succeeded({ owner: owner.value, entries: null, ignored: 0 })
  const list = accessList(bytes, at)
  return list.ok ? succeeded({ owner: owner.value, ...list.value }) : list
}

const HEAD_BYTES = 20
const DACL_PRESENT = 0x0004
const SELF_RELATIVE = 0x8000

function ownerAt(bytes: Uint8Array, at: number): Result<Name | null, string> {
  if (at === 0) return succeeded(null)
  const sid = at < HEAD_BYTES ? null : sidAt(bytes, at, bytes.length)
  return sid === null ? failed(`the owner at byte ${at} of ${bytes.length} is no SID`) : succeeded(sid)
}

function accessList(bytes: Uint8Array, at: number): Result<Omit<SecurityDescriptor, 'owner'>, string> {
  if (at < HEAD_BYTES || at + 8 > bytes.length) return failed(`the DACL at byte ${at} stands outside the ${bytes.length} of the descriptor`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const revision = view.getUint8(at)
  if (revision !== 2 && revision !== 4) return failed(`a DACL of revision ${revision}, expected 2 or 4`)
  const end = at + view.getUint16(at + 2, true)
  if (end < at + 8 || end > bytes.length) return failed(`a DACL of ${end - at} bytes at byte ${at} of ${bytes.length}`)
  const count = view.getUint16(at + 4, true)
  const entries: WindowsEntry[] = []
  let ignored = 0
  let next = at + 8
  for (let index = 0; index < count; index++) {
    if (next + 4 > end) return failed(`the DACL says ${count} entries, and ends after ${index}`)
    const size = view.getUint16(next + 2, true)
    if (size < 4 || next + size > end) return failed(`entry ${index} of the DACL says ${size} bytes, and ${end - next} are left`)
    const type = ACE_TYPES[view.getUint8(next)]
    if (type === undefined) ignored += 1
    else {
      const entry = entryIn(bytes.subarray(next, next + size), type)
      if (entry === null) return failed(`entry ${index} of the DACL has ${size} bytes, which do not fit what it says`)
      entries.push(entry)
    }
    next += size
  }
  return succeeded({ entries, ignored })
}

interface AceType {
  readonly effect: WindowsEntry['effect']
  /** Has it GUIDs before its SID? */
  readonly isObject: boolean
  /** Has it a condition behind its SID? */
  readonly isCallback: boolean
}

/** MS-DTYP 2.4.4.1. */
const ACE_TYPES: Readonly<Record<number, AceType>> = {
  0x00: { effect: 'allow', isObject: false, isCallback: false },
  0x01: { effect: 'deny', isObject: false, isCallback: false },
  0x05: { effect: 'allow', isObject: true, isCallback: false },
  0x06: { effect: 'deny', isObject: true, isCallback: false },
  0x09: { effect: 'allow', isObject: false, isCallback: true },
  0x0a: { effect: 'deny', isObject: false, isCallback: true },
  0x0b: { effect: 'allow', isObject: true, isCallback: true },
  0x0c: { effect: 'deny', isObject: true, isCallback: true },
}

const OBJECT_INHERIT = 0x01
const CONTAINER_INHERIT = 0x02
const INHERIT_ONLY = 0x08
const OBJECT_TYPE_PRESENT = 0x1
const INHERITED_OBJECT_TYPE_PRESENT = 0x2

/** Null where the parts do not fit into the entry. */
function entryIn(ace: Uint8Array, { effect, isObject, isCallback }: AceType): WindowsEntry | null {
  const view = new DataView(ace.buffer, ace.byteOffset, ace.byteLength)
  if (ace.length < (isObject ? 12 : 8)) return null
  const flags = isObject ? view.getUint32(8, true) : 0
  const hasType = (flags & OBJECT_TYPE_PRESENT) !== 0
  const typeAt = 12
  const inheritedAt = typeAt + (hasType ? 16 : 0)
  const trusteeAt = isObject ? inheritedAt + ((flags & INHERITED_OBJECT_TYPE_PRESENT) === 0 ? 0 : 16) : 8
  const objectType = hasType ? guidText(ace.subarray(typeAt, inheritedAt)) : null
  if (hasType && objectType === null) return null
  const trustee = sidAt(ace, trusteeAt, ace.length)
  if (trustee === null) return null
  return {
    effect,
    trustee,
    rights: view.getUint32(4, true),
    objectType,
    inheritOnly: (view.getUint8(1) & INHERIT_ONLY) !== 0,
    inherits: (view.getUint8(1) & (OBJECT_INHERIT | CONTAINER_INHERIT)) !== 0,
    conditional: isCallback,
  }
}

/** The SID that begins at `at` and ends before `end`; null if none does. */
function sidAt(bytes: Uint8Array, at: number, end: number): Name | null {
  if (at + 8 > end) return null
  const length = 8 + 4 * (bytes[at + 1] ?? 0)
  const text = at + length > end ? null : sidText(bytes.subarray(at, at + length))
  return text === null ? null : `sid:${text}`
}
