import { EXPORTS } from './exports.ts'
import type { GuardSet } from '../../../guards/guard-set.ts'
import type { Servers } from './guard.ts'
import { BROKEN, CONNECTION, FRAMING } from './connection.ts'
import { DOMAIN_GUARDS } from './domain.ts'
import { PAGING } from './paging.ts'
import { realServers } from './real-servers.ts'
import { REAL } from './real.ts'
import { RECORDS } from './records.ts'
import { STATES } from './states.ts'
import { VALUES } from './values.ts'
import { WHOLE } from './whole.ts'

const groups: GuardSet<Servers>['groups'] = {
  paging: PAGING,
  connection: CONNECTION,
  framing: FRAMING,
  broken: BROKEN,
  values: VALUES,
  records: [...RECORDS, ...STATES, ...EXPORTS],
  real: REAL,
  whole: WHOLE,
  domain: DOMAIN_GUARDS,
}

/** Every guard of the LDAP source. */
export const GUARD_SET: GuardSet<Servers> = { module: import.meta.url, groups, start: realServers }
