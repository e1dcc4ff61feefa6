import type { ResourceKind } from '../model/resource-kind.ts'

// Directories, Windows shares, SharePoint and GitHub take names in any case; AWS, segments and rooms as written.
const CASELESS: ReadonlySet<string> = new Set(['group', 'site', 'team', 'share', 'repository'])

/** Equal for two spellings of one address, as far as the text shows it. The source's name counts as written. */
export function addressKey(text: string, kind: ResourceKind | null): string {
  if (kind === null || !CASELESS.has(kind)) return text
  const cut = text.indexOf(':') + 1
  const native = text.slice(cut).toLowerCase()
  // A DN may have spaces around its commas; an escaped comma is part of a value.
  return text.slice(0, cut) + (native.includes('=') ? native.replaceAll(/\s*(?<!\\),\s*/gu, ',') : native)
}
