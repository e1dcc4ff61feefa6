import { sortedBy } from '../../core/base/order.ts'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import type { AwsDatasets } from './read-datasets.ts'
import type { Thing } from './read-deep.ts'
import type { IdentityRecord } from './read-identities.ts'
import type { Policies } from './read-policies.ts'
import { type PresenceCall, Presences, rowsOf } from './read-presence.ts'
import type { AccountRegions } from './read-regions.ts'

/** A service that lends roles to whom it lets in by rules of its own, which no policy shows (aws.md, part 8). */
interface LendingRoute {
  readonly route: string
  /** Lends only roles whose trust lets one of these in. */
  readonly services: readonly string[]
  /** Says whether there is anything of it in an account; null: the trust alone says it. */
  readonly call: PresenceCall | null
}

const LENDING: readonly LendingRoute[] = [
  { route: 'S3 Access Grants', services: ['access-grants.s3.amazonaws.com'], call: 's3control list-access-grants-instances' },
  { route: 'Lake Formation', services: ['lakeformation.amazonaws.com'], call: 'lakeformation list-permissions' },
  // Its pods act as roles that are theirs, or as that of the machine they run on.
  { route: 'Kubernetes (EKS)', services: ['pods.eks.amazonaws.com', 'ec2.amazonaws.com'], call: 'eks list-clusters' },
  { route: 'IAM Roles Anywhere', services: ['rolesanywhere.amazonaws.com'], call: null },
  { route: 'Transfer Family', services: ['transfer.amazonaws.com'], call: null },
]

/** Of a cluster that signs for its pods: which account it is of, its address does not say. */
const EKS_ISSUER = /:oidc-provider\/oidc\.eks\./u

/**
 * Routes that this version does not evaluate, where there is something of them or nobody knows: a gap on each role that such a service may lend, which
 * touches what the role leads to; of shares a gap on each resource that was read deeply.
 *
 * Nothing there, nothing to say. Sorted by account, dataset, record.
 */
export class UnevaluatedRoutes {
  readonly #presences: Presences
  readonly #regions: (account: string) => AccountRegions
  readonly #lent: { readonly record: IdentityRecord; readonly route: string; readonly by: string; readonly call: PresenceCall | null }[] =
    []
  readonly #source: string

  private constructor(presences: Presences, regions: (account: string) => AccountRegions, source: string) {
    this.#presences = presences
    this.#regions = regions
    this.#source = source
  }

  static async of(datasets: AwsDatasets, regions: (account: string) => AccountRegions, source: string): Promise<UnevaluatedRoutes> {
    return new UnevaluatedRoutes(await Presences.of(datasets), regions, source)
  }

  addRoles(records: readonly IdentityRecord[], policies: Policies): void {
    for (const record of records) {
      const admitted = record.what === 'role' ? policies.admits(record.trust) : null
      if (admitted === null) continue
      for (const { route, services, call } of LENDING) {
        // Whoever comes by a role that is open to anybody is told as anybody.
        const by = services.find((service) => admitted.services.includes(service))
        if (by !== undefined) this.#lent.push({ record, route, by, call })
      }
      const issuer = admitted.providers.find((provider) => EKS_ISSUER.test(provider))
      if (issuer !== undefined) this.#lent.push({ record, route: 'Kubernetes (EKS)', by: issuer, call: null })
    }
  }

  gaps(coverage: readonly DatasetCoverage[], things: readonly Thing[]): readonly Gap[] {
    const rows = rowsOf(coverage)
    const lent = this.#lent.flatMap(({ record, route, by, call }): readonly Gap[] => {
      const { account, arn, dataset } = record
      const alone = { dataset: dataset.reader.dataset, reason: `whom \`${by}\` lets act as it is not evaluated`, cure: CURE }
      const said = call === null ? alone : this.#presences.in(account, call, this.#regions(account), rows)
      return said === null ? [] : [this.#gap(account, arn, { ...said, reason: `${route}: ${said.reason}` })]
    })
    const shared = things.flatMap(({ account, region, native }): readonly Gap[] => {
      const { on, isKnown } = this.#regions(account)
      // Only what stands in one region is shared there.
      const isThere = on.includes(region)
      const regions = isThere ? { on: [region], isKnown: true } : { on, isKnown }
      const said = this.#presences.in(account, 'ram get-resource-shares', regions, rows)
      return said === null ? [] : [this.#gap(account, native, { ...said, reason: `shares of Resource Access Manager: ${said.reason}` })]
    })
    return sortedBy([...lent, ...shared], ({ unit, dataset, record, reason }) => [unit, dataset, record ?? '', reason])
  }

  #gap(unit: string, record: string, said: Pick<Gap, 'dataset' | 'reason' | 'cure'>): Gap {
    return { source: this.#source, unit, code: 'route-not-evaluated', record, at: null, ...said }
  }
}

const CURE = 'see whom it lets in, and accept the blind spot until a version evaluates it'
