import type { ControlFact, StatedEntry } from '../../core/model/access-control.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { eachAnswer, eachRecord, parsedRecord } from './bodies.ts'
import { ObjectGaps } from './object-gaps.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { application, directoryObject } from './wire.ts'

const CURE = 'give the application `Application.Read.All`, and collect again'

/**
 * Who owns a program, or the application that it stands for, can give it a secret and act as it (E19): a way from one account to another,
 * which no path of access leads through. A program whose owners nobody could read is a gap on it; what is owned in a tenant of its own
 * has its owners there.
 */
export async function readProgramOwners(
  principals: TenantDataset | null,
  applications: TenantDataset | null,
  tenant: Tenant,
  sink: FragmentSink,
): Promise<void> {
  if (principals !== null) {
    const asked = new Map([...tenant.programs.keys()].map((id) => [id, id]))
    await readOwners(principals, asked, 'owner of the program', sink)
  }
  if (applications === null) return
  const byApplication = new Map([...tenant.programs].flatMap(([id, { appId }]) => (appId === null ? [] : [[appId, id] as const])))
  const asked = new Map<string, string | null>()
  await eachRecord(applications, '', application, ({ id, appId }) => void asked.set(id, byApplication.get(appId) ?? null))
  await readOwners(applications, asked, 'owner of its application', sink)
}

/** `asked`: object that was asked about → the program that its owners can act as; null where the tenant has none. */
async function readOwners(
  dataset: TenantDataset,
  asked: ReadonlyMap<string, string | null>,
  says: string,
  sink: FragmentSink,
): Promise<void> {
  const gaps = new ObjectGaps(dataset, CURE)
  const answered = new Set<string>()
  const owners = new Map<string, { readonly ids: Set<string>; readonly provenance: Provenance }>()
  await eachAnswer(dataset, 'owners-', ({ id }, answer, { path }) => {
    answered.add(id)
    const program = asked.get(id) ?? null
    if (answer.kind === 'lost') return answer.gone ? undefined : gaps.lost(program ?? id, 'its owners', answer, path)
    if (program === null) return
    for (const record of answer.records) {
      const parsed = parsedRecord(dataset, directoryObject, record, path)
      if (parsed === null) {
        gaps.note(program, 'an owner without an id', path)
        continue
      }
      const there = owners.get(program)
      const provenance = { source: dataset.source, dataset: dataset.dataset, file: path, record: program }
      if (there === undefined) owners.set(program, { ids: new Set([parsed.id]), provenance })
      else there.ids.add(parsed.id)
    }
  })
  for (const [id, program] of asked) if (!answered.has(id)) gaps.note(program ?? id, 'the evidence has no answer about its owners', null)
  const facts = [...owners].map(([program, { ids, provenance }]): ControlFact => ({
    source: dataset.source,
    object: { account: `id:${program}` },
    trusteesOf: null,
    lists: [
      {
        form: 'stated',
        entries: [...ids].map((id): StatedEntry => ({ effect: 'allow', who: { name: `id:${id}` }, right: 'add-members', says })),
      },
    ],
    provenance,
  }))
  if (facts.length > 0) sink.controls(facts)
}
