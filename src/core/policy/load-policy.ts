import { sortedBy } from '../base/order.ts'
import type { KnownSource, PolicyLoad } from '../model/policy-load.ts'
import { brokenEntries } from './broken-entries.ts'
import { checkEntry } from './check-entry.ts'
import { collectEntries } from './collect-entries.ts'
import { declaredPolicy } from './declare-policy.ts'
import { Ledger } from './ledger.ts'
import { policyNames } from './names.ts'
import type { PolicyFile } from '../model/policy-file.ts'
import { type PolicyText, policyText, projectOfFile } from './policy-text.ts'
import { checkedEntries } from './checked-entries.ts'
import { tellMissingSections } from './missing-sections.ts'
import { warnOfForeignReadings } from './foreign-readings.ts'

/** What a policy is bound to. */
export interface PolicyBinding {
  /** The sources of `gatehouse.yaml`. */
  readonly sources: readonly KnownSource[]
  /** The part of each file's path that leads to the policy folder; `policies` if not given. */
  readonly folder?: string
}

/**
 * Reads policy files into one declared policy, with all that is wrong told at its place.
 *
 * An error inside one entry of `projects`, `partners` or `exceptions` takes out that entry, and a file in `projects/` that does not parse
 * the project of its name; any other error leaves no policy at all. Never throws, whatever the bytes; the order of `files` has no
 * meaning. About linear in the size of the text.
 */
export function loadPolicy(files: readonly PolicyFile[], binding: PolicyBinding): PolicyLoad {
  // 1. Text to trees, file by file.
  return policyOf(
    files.map((file) => policyText(file, binding.folder ?? FOLDER)),
    binding,
  )
}

const FOLDER = 'policies'

/** As `loadPolicy`, of files that are read already: reading the text is most of the work, and need be done only for what changed. */
export function policyOf(files: readonly PolicyText[], { sources, folder = FOLDER }: PolicyBinding): PolicyLoad {
  const ledger = new Ledger()
  const texts = sortedBy(files, ({ path }) => path)
  const spoiled = texts.filter((text) => text.spoiled)

  // 2. Trees to entries, merged.
  const entries = collectEntries(texts, ledger)

  // 3. The form of each entry.
  const values = checkedEntries(entries)

  // 4. References, addresses, levels, dates: against all names at once.
  const seen = { allProjects: spoiled.length === 0, allSections: spoiled.every((text) => projectOfFile(text) !== null) }
  const names = policyNames(entries, sources, seen)
  for (const entry of entries) if (!entry.spoiled) checkEntry(entry, names)
  if (seen.allSections) tellMissingSections(texts, entries, folder, ledger)
  for (const text of texts) if (!text.spoiled) warnOfForeignReadings(text, ledger)

  // 5. What is whole becomes the policy; what is not stays visible.
  const broken = brokenEntries(entries, ledger)
  const policy = ledger.breaksWhole ? null : declaredPolicy(values, broken)
  return { policy, diagnostics: ledger.diagnostics(), broken }
}
