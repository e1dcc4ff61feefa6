import { parentPort, workerData } from 'node:worker_threads'
import { startGraph } from '../graph.ts'
import { aheadOf, type GraphBooks, type GraphThreadOptions, type Started } from '../graph-thread.ts'
import { largeTenant } from './large-tenant.ts'

const { options, shared } = workerData as { readonly options: GraphThreadOptions; readonly shared: SharedArrayBuffer }
const { tenant, ...rest } = options
const ahead = aheadOf(shared)
const graph = await startGraph({ ...rest, tenant: largeTenant(tenant), throttleNow: () => Date.now() + ahead.read() })

const { url, ca, tenantId, clientId, clientSecret, certificate } = graph
parentPort?.postMessage({ url, ca, tenantId, clientId, clientSecret, pem: certificate.key + certificate.cert } satisfies Started)
parentPort?.on('message', () => {
  const { calls, complaints } = graph
  const meter = graph.meter()
  parentPort?.postMessage({ units: meter.served(), refused: meter.refused(), calls: calls.length, complaints } satisfies GraphBooks)
})
