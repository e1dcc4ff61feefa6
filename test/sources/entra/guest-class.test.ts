import { describe, expect, test } from 'vitest'
import { classified } from '../../../src/sources/entra/guest-class.ts'
import { user } from '../../../src/sources/entra/wire.ts'

const OWN = new Set(['northmoor.example', 'northmoor.onmicrosoft.example'])
const NAME = 'anna_southfield.example#EXT#@northmoor.onmicrosoft.example'
const from = (issuer: string) => [{ signInType: 'federated', issuer, issuerAssignedId: null }]
const classOf = (record: object, own: ReadonlySet<string> = OWN) => classified(user.parse({ id: 'x', ...record }), own)

describe('the class of a guest', () => {
  test.each([
    ['b2bCollaborationGuest', 'an identity issued elsewhere', { userType: 'Guest', identities: from('ExternalAzureAD') }],
    ['b2bCollaborationGuest', 'an invitation', { userType: 'Guest', creationType: 'Invitation' }],
    ['b2bCollaborationGuest', 'an invitation not yet taken', { userType: 'Guest', externalUserState: 'PendingAcceptance' }],
    ['b2bCollaborationGuest', 'a name with #EXT#', { userType: 'Guest', userPrincipalName: NAME }],
    ['b2bCollaborationGuest', 'letter case says nothing', { userType: 'GUEST', userPrincipalName: NAME.toLowerCase() }],
    [
      'b2bCollaborationMember',
      'a member of another tenant that was synchronised',
      { userType: 'Member', identities: from('ExternalAzureAD') },
    ],
    ['b2bCollaborationMember', 'a guest that was converted', { userType: 'Member', userPrincipalName: NAME }],
    ['internalGuest', 'a guest with our own identity alone', { userType: 'Guest', identities: from('Northmoor.example') }],
    ['internalGuest', 'a guest without any identity', { userType: 'Guest', identities: [] }],
    ['otherExternalUser', 'one sign, and no type', { userType: null, userPrincipalName: NAME }],
    ['otherExternalUser', 'one sign, and a type that nobody knows', { userType: 'Robot', creationType: 'Invitation' }],
    ['none', 'a colleague', { userType: 'Member', identities: from('northmoor.example') }],
    [
      'none',
      'a mail domain alone makes no guest',
      { userType: 'Member', mail: 'anna@southfield.example', identities: from('northmoor.example') },
    ],
    ['unclassified', 'neither type nor sign', { userType: null }],
    ['unclassified', 'nothing but an id, as a reader without the right sees it', {}],
  ])('%s: %s', (expected, _, record) => {
    expect(classOf(record).guestClass).toBe(expected)
  })

  test.each([
    ['unclassified', { userType: 'Member', identities: from('northmoor.example') }],
    ['otherExternalUser', { userType: 'Guest', identities: from('northmoor.example') }],
    ['b2bCollaborationGuest', { userType: 'Guest', userPrincipalName: NAME }],
  ])('where our own domains are not known, no issuer is anybody’s: %s', (expected, record) => {
    expect(classOf(record, new Set()).guestClass).toBe(expected)
  })

  test.each([
    ['the issuer, where it is an organisation', { userType: 'Guest', identities: from('Southfield.example') }, 'southfield.example'],
    [
      'the name, where it is a provider of everybody',
      { userType: 'Guest', identities: from('ExternalAzureAD'), userPrincipalName: NAME },
      'southfield.example',
    ],
    [
      'the mail, where the name tells nothing',
      { userType: 'Guest', identities: from('mail'), mail: 'max@elsewhere.example' },
      'elsewhere.example',
    ],
    ['nobody, for a colleague', { userType: 'Member', mail: 'anna@southfield.example' }, null],
  ])('the home is %s', (_, record, home) => {
    expect(classOf(record).home).toBe(home)
  })
})
