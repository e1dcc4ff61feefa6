import type { CloudHosts } from './clouds.ts'
import { TransportFailure } from './client/failures.ts'
import { msalTokens } from './client/msal-tokens.ts'
import type { Patience } from './client/patience.ts'
import type { Tokens } from './client/token.ts'
import type { EntraSource } from './entra-source.ts'
import { tokenRoles } from './token-roles.ts'

export type SignedIn =
  | { readonly ok: true; readonly tokens: Tokens; readonly roles: readonly string[] | null }
  | { readonly ok: false; readonly reason: string }

/** A first token, before any dataset is begun: without one nothing can be read. */
export async function signIn(
  source: Pick<EntraSource, 'tenant' | 'client' | 'credential'>,
  hosts: CloudHosts,
  patience: Patience,
): Promise<SignedIn> {
  let tokens: Tokens
  try {
    tokens = msalTokens(source, hosts)
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    return { ok: false, reason: `the credential cannot be used: ${cause.message}` }
  }
  for (let round = 0; ; round++) {
    try {
      return { ok: true, tokens, roles: tokenRoles(await tokens.token(false)) }
    } catch (cause) {
      if (!(cause instanceof TransportFailure)) throw cause
      if (cause.kind === 'refused' || !(await patience.afterDamage(round))) return { ok: false, reason: cause.message }
    }
  }
}
