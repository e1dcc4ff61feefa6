import { EXPORTS } from './exports.ts'
import type { Guard } from './guard.ts'
import { BROKEN, CONNECTION, FRAMING } from './connection.ts'
import { DOMAIN_GUARDS } from './domain.ts'
import { PAGING } from './paging.ts'
import { REAL } from './real.ts'
import { RECORDS } from './records.ts'
import { STATES } from './states.ts'
import { VALUES } from './values.ts'
import { WHOLE } from './whole.ts'

/** Every guard, in groups whose tests are run together when one of them is taken out. */
export const GUARDS: Readonly<Record<string, readonly Guard[]>> = {
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
