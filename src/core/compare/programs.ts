import { PROGRAM_DATASETS } from '../model/setting-datasets.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import type { Program } from '../model/setting.ts'
import type { Comparison } from './comparison.ts'

/** What systems say of the programs that they keep; by account. Each question is O(owners + datasets of the source). */
export function credentialFacts({ snapshot, ledger }: Pick<Comparison, 'snapshot' | 'ledger'>): {
  programOf(account: AccountHandle): { readonly program: Program; readonly owners: readonly Person[] } | null
  unread(account: AccountHandle): string | null
} {
  return {
    programOf(handle) {
      const account = snapshot.accounts[handle]
      const program = account === undefined ? null : snapshot.settings.program(account.source, account.id)
      if (program === null) return null
      const found = program.owners.map((owner) => snapshot.findAccount(program.source, owner))
      return { program, owners: [...new Set(found.flatMap((one) => (one.found === 'one' ? [snapshot.personOf(one.thing)] : [])))] }
    },
    unread(handle) {
      const account = snapshot.accounts[handle]
      if (account === undefined) return null
      const { source, id } = account
      const row = ledger.rows.find((one) => one.source === source && PROGRAM_DATASETS.has(one.dataset) && one.state !== 'complete')
      if (row !== undefined) return `who owns programs of \`${source}\` is not known: \`${row.dataset}\` was not read completely`
      const gap = snapshot.gapsOf(source, id).find(({ dataset }) => PROGRAM_DATASETS.has(dataset))
      if (gap !== undefined) return gap.reason
      // An owner whom no record shows is somebody, and nobody can say who.
      const owners = snapshot.settings.program(source, id)?.owners ?? []
      const unseen = owners.find((owner) => snapshot.findAccount(source, owner).found !== 'one')
      return unseen === undefined ? null : `an owner whom no record shows: \`${unseen}\``
    },
  }
}
