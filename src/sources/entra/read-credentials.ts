import type { CredentialFact } from '../../core/model/credential.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { Application, User } from './wire.ts'

/** An invitation that was not taken up yet: whoever has its mail can still do so. Null where there is none. */
export function invitationFact(
  { id, externalUserState, accountEnabled, createdDateTime }: User,
  provenance: Provenance,
): CredentialFact | null {
  if (externalUserState?.toLowerCase() !== 'pendingacceptance') return null
  return {
    source: provenance.source,
    account: `id:${id}`,
    kind: 'invitation',
    id: `${id}#invitation`,
    active: accountEnabled !== false,
    createdAt: createdDateTime,
    endsAt: null,
    lastUsed: 'never',
    provenance,
  }
}

/**
 * Secrets and certificates by which somebody who has one signs in as the program. A certificate by which an application signs, as for SAML, opens
 * nothing. None is accepted while the program is switched off.
 */
export function secretFacts(
  program: string,
  { passwordCredentials, keyCredentials }: Application,
  isEnabled: boolean | null,
  provenance: Provenance,
): readonly CredentialFact[] {
  const keys = (keyCredentials ?? []).filter(({ usage }) => usage?.toLowerCase() !== 'sign')
  return [...(passwordCredentials ?? []), ...keys].map(({ keyId, endDateTime }) => ({
    source: provenance.source,
    account: `id:${program}`,
    kind: 'secret',
    id: `${program}#${keyId ?? 'secret'}`,
    active: isEnabled !== false,
    createdAt: null,
    endsAt: endDateTime,
    lastUsed: 'unknown',
    provenance,
  }))
}
