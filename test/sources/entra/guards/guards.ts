import type { GuardSet } from '../../../guards/guard-set.ts'
import { CLIENT } from './client.ts'
import { READER } from './reader.ts'
import { type Servers, stopGraph } from './tenant.ts'

/** Every guard of the Entra source. */
export const GUARD_SET: GuardSet<Servers> = {
  module: import.meta.url,
  groups: { graph: CLIENT, tenant: READER },
  start: async () => ({ servers: {}, stop: stopGraph }),
}
