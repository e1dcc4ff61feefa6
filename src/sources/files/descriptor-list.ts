import type { WindowsEntry, WindowsList } from '../../core/model/access-control.ts'
import { type Result, succeeded } from '../../core/base/result.ts'
import type { Name } from '../../core/model/fragment.ts'
import type { DescriptorEntry } from './sddl/descriptor.ts'
import { parseSddl } from './sddl/parse-sddl.ts'
import type { SidDomains } from './sddl/sid-text.ts'

/** What a share's or a folder's descriptor says, as the model has it; the failure is one line. */
export function descriptorList(
  sddl: string,
  place: 'share' | 'folder',
  nameOf: (sid: string) => Name,
  domains: SidDomains,
): Result<WindowsList, string> {
  const parsed = parseSddl(sddl, domains)
  if (!parsed.ok) return parsed
  const { owner, entries } = parsed.value
  return succeeded({
    form: 'windows',
    place,
    // The owner of a share's own descriptor is the system; nobody is asked for it.
    owner: owner === null || place === 'share' ? null : nameOf(owner),
    entries: entries?.map((entry) => modelEntry(entry, nameOf)) ?? null,
  })
}

function modelEntry(entry: DescriptorEntry, nameOf: (sid: string) => Name): WindowsEntry {
  return {
    effect: entry.effect,
    trustee: nameOf(entry.trustee),
    rights: withoutGeneric(entry.rights),
    // A type says something about properties of a directory's object. On a file it should not be there: whether it counts is not known.
    objectType: null,
    inheritOnly: entry.inheritOnly,
    inherits: entry.inherits,
    conditional: entry.isConditional || entry.objectType !== null,
  }
}

/** Generic rights mean these on files: [MS-FSA] and winnt.h, FILE_GENERIC_*. */
const GENERIC: readonly (readonly [number, number])[] = [
  [0x80000000, 0x00120089],
  [0x40000000, 0x00120116],
  [0x20000000, 0x001200a0],
  [0x10000000, 0x001f01ff],
]

function withoutGeneric(rights: number): number {
  return GENERIC.reduce((mask, [generic, means]) => ((mask & generic) === 0 ? mask : ((mask & ~generic) | means) >>> 0), rights)
}
