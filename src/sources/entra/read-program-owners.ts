import type { ControlFact, StatedEntry } from '../../core/model/access-control.ts'
import type { CredentialFact } from '../../core/model/credential.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import { compareText, sortedBy } from '../../core/base/order.ts'
import type { Program, SettingFact } from '../../core/model/setting.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { eachAnswer, eachRecord, parsedRecord } from './bodies.ts'
import { ObjectGaps } from './object-gaps.ts'
import { secretFacts } from './read-credentials.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { application, directoryObject, federatedCredential } from './wire.ts'

const CURE = 'give the application `Application.Read.All`, and collect again'

/**
 * Who owns a program, or the application that it stands for, can give it a secret and act as it (E19): a way from one account to another,
 * which no path of access leads through. What each program may sign in by, and whom it trusts, comes along. A program whose owners nobody could read is a gap on it; what is owned in a tenant of its own
 * has its owners there.
 */
export async function readProgramOwners(
  principals: TenantDataset | null,
  applications: TenantDataset | null,
  tenant: Tenant,
  { source, sink }: { readonly source: { readonly name: string }; readonly sink: FragmentSink },
): Promise<void> {
  if (principals !== null) {
    const asked = new Map([...tenant.programs.keys()].map((id) => [id, id]))
    await readOwners(principals, asked, 'owner of the program', { tenant, sink })
  }
  const credentials = applications === null ? null : await readApplications(applications, { tenant, sink })
  const facts = [...tenant.programs].map(([id, program]): SettingFact => ({
    kind: 'program',
    source: source.name,
    account: id,
    owners: [...program.owners].sort(compareText),
    home: program.home,
    ...(credentials?.get(id) ?? NO_CREDENTIALS),
    provenance: { source: source.name, dataset: 'service-principals', file: program.file, record: id },
  }))
  if (facts.length > 0) sink.settings(facts)
}

const NO_CREDENTIALS = { trusts: [], secrets: 0, certificates: 0 }
type Credentials = Pick<Program, 'trusts' | 'secrets' | 'certificates'>

/** The owners of applications, and what each may sign in by; by the program that stands for it. */
async function readApplications(
  dataset: TenantDataset,
  { tenant, sink }: { readonly tenant: Tenant; readonly sink: FragmentSink },
): Promise<ReadonlyMap<string, Credentials>> {
  const byApplication = new Map([...tenant.programs].flatMap(([id, { appId }]) => (appId === null ? [] : [[appId, id] as const])))
  const asked = new Map<string, string | null>()
  const credentials = new Map<string, { secrets: number; certificates: number; trusts: { issuer: string; subject: string }[] }>()
  const secrets: CredentialFact[] = []
  await eachRecord(dataset, '', application, (record, { path }) => {
    const { id, appId, passwordCredentials, keyCredentials } = record
    const program = byApplication.get(appId) ?? null
    asked.set(id, program)
    if (program === null) return
    credentials.set(program, { secrets: passwordCredentials?.length ?? 0, certificates: keyCredentials?.length ?? 0, trusts: [] })
    const provenance = { source: dataset.source, dataset: dataset.dataset, file: path, record: id }
    secrets.push(...secretFacts(program, record, tenant.programs.get(program)?.isEnabled ?? null, provenance))
  })
  if (secrets.length > 0) sink.credentials(secrets)
  await readOwners(dataset, asked, 'owner of its application', { tenant, sink })
  const gaps = new ObjectGaps(dataset, CURE)
  await eachAnswer(dataset, 'federated-', ({ id }, answer, { path }) => {
    const program = asked.get(id) ?? null
    if (answer.kind === 'lost') return answer.gone ? undefined : gaps.lost(program ?? id, 'whom it trusts', answer, path)
    for (const record of answer.records) {
      const parsed = parsedRecord(dataset, federatedCredential, record, path)
      if (parsed === null) gaps.note(program ?? id, 'a federated credential that cannot be read', path)
      else if (program !== null) credentials.get(program)?.trusts.push({ issuer: parsed.issuer, subject: parsed.subject ?? '' })
    }
  })
  return new Map(
    [...credentials].map(([id, one]) => [id, { ...one, trusts: sortedBy(one.trusts, ({ issuer, subject }) => [issuer, subject]) }]),
  )
}

/** `asked`: object that was asked about → the program that its owners can act as; null where the tenant has none. */
async function readOwners(
  dataset: TenantDataset,
  asked: ReadonlyMap<string, string | null>,
  says: string,
  { tenant, sink }: { readonly tenant: Tenant; readonly sink: FragmentSink },
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
      tenant.programs.get(program)?.owners.add(parsed.id)
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
