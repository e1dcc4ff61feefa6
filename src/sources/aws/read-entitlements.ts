import { sortedBy } from '../../core/base/order.ts'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import type { AwsFacts } from './aws-facts.ts'
import { type AwsDatasetName, datasetName } from './calls.ts'
import { answerOf, eachRecord } from './read-answers.ts'
import { type AwsDataset, type AwsDatasets, provenanceIn } from './read-datasets.ts'
import type { IdentityRecord } from './read-identities.ts'
import type { Policies } from './read-policies.ts'
import { rowsOf } from './read-presence.ts'
import { accountAccessApplication, entitlementAnswer, entitlementEntry, type PrincipalRole } from './wire-organization.ts'

const SERVICE = 'account-access.amazonaws.com'
const APPLICATIONS = 'account-access list-applications'
const ENTITLEMENTS = 'account-access list-entitlements'
const CURE = 'save what `aws account-access` answers beside the other answers: docs/sources/aws.md'

/**
 * Who may use roles through account access manager (rule 19). Only roles whose trust names its service are concerned; of each of which not
 * everything was read, a gap on the role, which touches what it leads to.
 *
 * State worth a class: how far an answer can be trusted is final only after all was read.
 */
export class Entitlements {
  readonly #datasets: AwsDatasets
  readonly #source: string
  /** What each role rests on, and what is not known of it whatever the ledger says. */
  readonly #rests: { readonly role: IdentityRecord; readonly on: readonly Pick<AwsDatasetName, 'name' | 'arguments'>[]; readonly doubt: string | null }[] = [] // prettier-ignore

  constructor(datasets: AwsDatasets, source: string) {
    this.#datasets = datasets
    this.#source = source
  }

  /** States the entitlements to these roles. */
  async read(records: readonly IdentityRecord[], policies: Policies, facts: AwsFacts): Promise<void> {
    const roles = records.filter(({ what, trust }) => what === 'role' && policies.admits(trust)?.services.includes(SERVICE) === true)
    if (roles.length === 0) return
    const applications = new Set<string>()
    for (const dataset of this.#datasets.of(APPLICATIONS))
      await eachRecord(dataset, accountAccessApplication, ({ applicationArn }) => void applications.add(applicationArn))
    for (const role of roles) {
      const asked = sortedBy(applications, (one) => one).map((application) => ({ name: ENTITLEMENTS, arguments: [application, role.account] }) as const) // prettier-ignore
      let doubt: string | null = null
      for (const one of asked) doubt = (await this.#addTo(role, one, facts)) ?? doubt
      this.#rests.push({ role, on: [{ name: APPLICATIONS, arguments: [] }, ...asked], doubt })
    }
  }

  /** Resolves to what an entry leaves open; null where each is understood. */
  async #addTo(role: IdentityRecord, asked: Pick<AwsDatasetName, 'name' | 'arguments'>, facts: AwsFacts): Promise<string | null> {
    const [application = ''] = asked.arguments
    let doubt: string | null = null
    for (const dataset of this.#datasets.with(asked.name, asked.arguments)) {
      const entries: { readonly id: string; readonly told: PrincipalRole | null; readonly file: string }[] = []
      await eachRecord(dataset, entitlementEntry, ({ entitlementId: id, entitlement }, file) => {
        entries.push({ id, told: entitlement?.principalRole ?? null, file })
      })
      for (const { id, told, file } of entries) {
        const holder = holderIn(told) ?? holderIn(await this.#described(application, id))
        if (holder === null) {
          doubt = `whom the entitlement \`${id}\` is for was not read`
          continue
        }
        if (holder.role !== role.arn) continue
        if (holder.group !== null && !this.#tellsMembers(holder.group)) doubt = `the members of \`${holder.group}\` were not asked for`
        const provenance = provenanceIn(dataset, file, id)
        facts.iam({ kind: 'entitlement', source: provenance.source, provenance, principal: `id:${holder.principal}`, role: role.arn, application }) // prettier-ignore
      }
    }
    return doubt
  }

  async #described(application: string, id: string): Promise<PrincipalRole | null> {
    for (const dataset of this.#datasets.with('account-access get-entitlement', [application, id])) {
      const answer = await answerOf(dataset)
      const parsed = entitlementAnswer.safeParse(answer.kind === 'read' ? answer.bodies[0]?.json : null)
      if (parsed.success) return parsed.data.entitlement.principalRole ?? null
    }
    return null
  }

  #tellsMembers(group: string): boolean {
    return this.#datasets.of('identitystore list-group-memberships').some(({ arguments: [, of] }) => of === group)
  }

  /** Once everything was read and verified. By role. */
  gaps(coverage: readonly DatasetCoverage[]): readonly Gap[] {
    const rows = rowsOf(coverage)
    const isWhole = ({ unit, reader }: AwsDataset): boolean => rows.get(`${unit} ${reader.dataset}`)?.state === 'complete'
    const found = this.#rests.flatMap(({ role, on, doubt }): readonly Gap[] => {
      const lost = on.find(({ name, arguments: given }) => !this.#datasets.with(name, given).some(isWhole))
      const [there] = lost === undefined ? [] : this.#datasets.with(lost.name, lost.arguments)
      const why = lost === undefined ? doubt : `\`${lost.name}\` was not ${there === undefined ? 'saved' : 'read to its end'}`
      if (why === null) return []
      const named = lost ?? on.at(-1)!
      const dataset = there?.reader.dataset ?? datasetName({ region: 'global', ...named })
      const reason = `account access manager: who may use it by an entitlement is not known: ${why}`
      return [{ source: this.#source, unit: there?.unit ?? role.account, dataset, code: 'route-not-evaluated', record: role.arn, reason, cure: CURE, at: null }] // prettier-ignore
    })
    return sortedBy(found, ({ record, dataset }) => [record ?? '', dataset])
  }
}

interface EntitledHolder {
  readonly principal: string
  readonly group: string | null
  readonly role: string
}

/** A list may leave out what only the entitlement itself says. */
function holderIn(told: PrincipalRole | null): EntitledHolder | null {
  const group = told?.principal?.identityCenter?.groupId ?? null
  const principal = told?.principal?.identityCenter?.userId ?? group
  const role = told?.roleArn ?? null
  return principal === null || role === null ? null : { principal, group, role }
}
