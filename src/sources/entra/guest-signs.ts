import type { z } from 'zod'
import type { signsOfGuest } from './wire.ts'

/** Is there any sign that the account is another institution's, or somebody's who was invited? A guest without one is none of ours either. */
export function hasSignOfGuest({ userPrincipalName, userType, creationType, externalUserState }: z.infer<typeof signsOfGuest>): boolean {
  return (
    userType?.toLowerCase() === 'guest' ||
    creationType?.toLowerCase() === 'invitation' ||
    (typeof externalUserState === 'string' && externalUserState !== '') ||
    isInvitedName(userPrincipalName)
  )
}

/** `someone_partner.example#EXT#@tenant.onmicrosoft.com`. */
export function isInvitedName(userPrincipalName: string | null | undefined): boolean {
  return userPrincipalName?.toUpperCase().includes('#EXT#') === true
}
