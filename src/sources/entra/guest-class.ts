import { isInvitedName } from './guest-signs.ts'
import type { User } from './wire.ts'

/** Microsoft's classes for conditional access (`entra.md`, part 6), `none` for a colleague, `unclassified` where nobody can tell. */
export type GuestClass =
  | 'serviceProvider'
  | 'b2bDirectConnectUser'
  | 'b2bCollaborationGuest'
  | 'b2bCollaborationMember'
  | 'internalGuest'
  | 'otherExternalUser'
  | 'none'
  | 'unclassified'

export interface Classified {
  readonly guestClass: GuestClass
  /** What speaks for it, in Graph's own words; sorted. */
  readonly signs: readonly string[]
  /** Tenant, domain or provider that issued the identity by which the account signs in; null where only ours did, or nobody says. */
  readonly home: string | null
}

/** Issuers of identities that are no organisation's: https://learn.microsoft.com/graph/api/resources/objectidentity. */
const PROVIDERS: ReadonlySet<string> = new Set([
  'externalazuread',
  'mail',
  'facebook.com',
  'google.com',
  'live.com',
  'microsoftaccount',
  'phone',
])

/**
 * The class of a user: the first that its evidence fits. Null is unknown, never "no": an account of which the reader sees neither type
 * nor sign is `unclassified` (E2). A mail domain proves nothing.
 */
export function classified(user: User, ownDomains: ReadonlySet<string>): Classified {
  const issuers = (user.identities ?? []).flatMap(({ issuer }) => (typeof issuer === 'string' && issuer !== '' ? [issuer] : []))
  // Without our own domains nobody can say which issuer is another's.
  const knowsOwn = ownDomains.size > 0
  const foreign = knowsOwn ? issuers.filter((issuer) => !ownDomains.has(issuer.toLowerCase())) : []
  const signs = [
    ...foreign.map((issuer) => `identity issued by ${issuer}`),
    ...(user.creationType?.toLowerCase() === 'invitation' ? ['creationType Invitation'] : []),
    ...(typeof user.externalUserState === 'string' && user.externalUserState !== '' ? [`externalUserState ${user.externalUserState}`] : []),
    ...(isInvitedName(user.userPrincipalName) ? ['#EXT# in the name'] : []),
  ].sort()
  const type = user.userType?.toLowerCase() ?? null
  const isExternal = signs.length > 0
  const home = isExternal ? homeOf(user, foreign) : null
  if (isExternal && type === 'guest') return { guestClass: 'b2bCollaborationGuest', signs, home }
  if (isExternal && type === 'member') return { guestClass: 'b2bCollaborationMember', signs, home }
  if (isExternal) return { guestClass: 'otherExternalUser', signs, home }
  if (type === 'guest') return { guestClass: knowsOwn ? 'internalGuest' : 'otherExternalUser', signs: ['userType Guest'], home: null }
  if (type === 'member') return { guestClass: knowsOwn ? 'none' : 'unclassified', signs: [], home: null }
  return { guestClass: 'unclassified', signs: type === null ? [] : [`userType ${user.userType ?? ''}`], home: null }
}

/** The issuer where it is an organisation's own, else the domain in the invited name: `anna_partner.example#EXT#@…`. */
function homeOf({ userPrincipalName, mail }: User, foreign: readonly string[]): string | null {
  const issuer = foreign.find((one) => !PROVIDERS.has(one.toLowerCase()))
  if (issuer !== undefined) return issuer.toLowerCase()
  const invited = /^.+_([^_#]+\.[^_#]+)#EXT#@/iu.exec(userPrincipalName ?? '')?.[1]
  return (invited ?? mail?.split('@')[1])?.toLowerCase() ?? null
}
