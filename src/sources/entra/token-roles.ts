/**
 * The application permissions that an access token carries, sorted; null where it does not tell. Microsoft calls the token opaque: what
 * is read here explains, and a refusal of the service always wins.
 */
export function tokenRoles(token: string): readonly string[] | null {
  const payload = token.split('.')[1]
  if (payload === undefined) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null) return null
    const roles: unknown = 'roles' in claims ? claims.roles : []
    return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string').sort() : null
  } catch {
    return null
  }
}
