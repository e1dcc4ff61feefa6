import type { PolicyEntry } from './collect-entries.ts'
import { member, rootCursor } from './cursor.ts'
import type { Ledger } from './ledger.ts'
import type { PolicyText } from './policy-text.ts'

/** P022 for a policy without an institution, or without rules for affiliations: everybody would be unknown. */
export function tellMissingSections(files: readonly PolicyText[], entries: readonly PolicyEntry[], folder: string, ledger: Ledger): void {
  // There is no place for what is not there: the file where one would look for it stands in.
  const file = files.find(({ within }) => /^institution\.ya?ml$/u.test(within)) ?? files[0]
  for (const section of ['institution', 'affiliations'] as const) {
    if (entries.some((entry) => entry.section === section)) continue
    if (
      files.some(
        (each) =>
          member(
            rootCursor(each, () => {}),
            section,
          ).node !== null,
      )
    )
      continue
    ledger.add('whole', {
      file: file?.path ?? folder,
      line: 1,
      column: 1,
      code: 'P022',
      level: 'error',
      message: `no file has the section \`${section}\``,
      help: file === undefined ? 'the folder has no policy files' : null,
    })
  }
}
