import { randomUUID, X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { testAuthority, type CertificateKind } from './authority.ts'
import { faultScript, type FaultRule, type Injected } from './graph/faults.ts'
import { graphService, type GraphCall, type Settings } from './graph/service.ts'
import { appCertificate, type AppCertificate, type Registration } from './graph/registration.ts'
import type { Tenant } from './graph/tenant.ts'
import { LEAST_PERMISSIONS } from './graph/routes.ts'
import { startMeter, quotaOf, type Limits, type Meter } from './graph/units.ts'

export interface GraphOptions {
  readonly tenant: Tenant
  /** A certificate to serve with; default `good`. */
  readonly tls?: CertificateKind
  /** What the next tokens allow; default: all that any route asks for at least, but for Sites.Selected. */
  readonly roles?: readonly string[]
  readonly licences?: { readonly p1: boolean; readonly p2: boolean }
  readonly faults?: readonly FaultRule[]
  /** Default `units`: the other limits would take real time. */
  readonly limits?: Limits
  /** Units in ten seconds; default as Graph has it for the tenant's size. */
  readonly quota?: number
  /** Milliseconds; default the clock. It must not be far from the client's, which signs by its own. */
  readonly now?: () => number
  /** The clock of the limits alone; default `now`. May be as far from the real time as it likes. */
  readonly throttleNow?: () => number
  /** Rows a page where the client asks for none. */
  readonly pageSize?: number
  readonly tokenLifetimeSeconds?: number
  /** Default false: v1.0 leaves them out of groups. */
  readonly showsServicePrincipals?: boolean
  /** More apps than the one that every server has. */
  readonly registrations?: readonly Registration[]
}

export interface Graph {
  /** https://127.0.0.1:port: base of Graph and, with the tenant's id, of the token endpoint. */
  readonly url: string
  readonly ca: string
  readonly caFile: string
  /** Of the tenant that is served at present. */
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly certificate: AppCertificate
  /** Every call, those within batches too, in order. Grows while the server runs. */
  readonly calls: readonly GraphCall[]
  /** What a client asked that no client should. Grows; `stop` throws if there are any that were not taken. */
  readonly complaints: readonly string[]
  /** Takes the complaints so far: for tests of clients that are meant to be wrong. */
  takeComplaints(): readonly string[]
  injected(): readonly Injected[]
  meter(): Meter
  /** From now on it is so; the address stays, calls and faults are counted anew. */
  use(options: Partial<GraphOptions>): void
  /** Every skip token that was given out has expired. */
  expirePages(): void
  log(): string
  stop(): Promise<void>
}

/** A Graph of the tests' own, within this process, on HTTPS. */
export async function startGraph(first: GraphOptions): Promise<Graph> {
  const authority = await testAuthority()
  const certificate = await appCertificate()
  const own = { clientId: '0f2f9d0c-6a0e-4f3b-9f57-2f3b8d4c1a10', clientSecret: 'a secret of the tests' }
  const secret = randomUUID()
  const calls: GraphCall[] = []
  const complaints: string[] = []
  const failures: unknown[] = []
  let options = first
  let pageAge = 0
  let settings: Settings

  const settle = (): void => {
    const { tenant, now = Date.now } = options
    const registered = { clientId: own.clientId, secret: own.clientSecret, certificate: new X509Certificate(certificate.cert) }
    calls.length = 0
    settings = {
      tenant,
      origin: url(),
      roles: options.roles ?? LEAST_PERMISSIONS,
      licences: options.licences ?? { p1: true, p2: true },
      faults: faultScript(options.faults ?? []),
      meter: startMeter(options.quota ?? quotaOf(tenant.rows('/users').length), options.limits ?? 'units', options.throttleNow ?? now),
      now,
      pageSize: options.pageSize,
      lifetimeSeconds: options.tokenLifetimeSeconds ?? 3599,
      showsServicePrincipals: options.showsServicePrincipals ?? false,
      registrations: [registered, ...(options.registrations ?? [])],
      secret,
      pageAge: () => pageAge,
    }
  }
  const server = createServer(await authority.issue(options.tls ?? 'good'))
  const url = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const service = graphService({ settings: () => settings, calls, complaints, failures })
  server.on('request', service)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  settle()
  return {
    url: url(),
    ca: authority.ca,
    caFile: authority.caFile,
    get tenantId() {
      return options.tenant.id
    },
    ...own,
    certificate,
    calls,
    complaints,
    takeComplaints: () => complaints.splice(0),
    injected: () => settings.faults.injected,
    meter: () => settings.meter,
    use(changed) {
      options = { ...options, ...changed }
      settle()
    },
    expirePages: () => void (pageAge += 1),
    log: () => calls.map(({ status, target }) => `${status} ${target}`).join('\n'),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      if (failures.length > 0) throw new Error(`the tests' Graph failed: ${String(failures[0])}`, { cause: failures[0] })
      if (complaints.length > 0) throw new Error(`a client asked Graph what no client should:\n${complaints.join('\n')}`)
    },
  }
}
