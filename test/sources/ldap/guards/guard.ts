import type { Guard as AnyGuard } from '../../../guards/guard.ts'
import type { Ds389 } from '../../../servers/ds389.ts'
import type { Samba } from '../../../servers/samba.ts'
import type { Slapd } from '../../../servers/slapd.ts'

export { loss } from '../../../guards/guard.ts'

/** The real servers that guards are tried on, as a child process knows them too. */
export interface Servers {
  readonly slapd: Pick<Slapd, 'url' | 'caFile' | 'ca'>
  readonly samba: Pick<Samba, 'url' | 'caFile' | 'ca'>
  readonly ds389: Pick<Ds389, 'url' | 'caFile' | 'ca'>
}

export type Guard = AnyGuard<Servers>
