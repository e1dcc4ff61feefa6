import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomFrom } from '../../fixtures/generate/random.ts'
import { GROUPS_DN, PEOPLE_DN, ROOT_ENTRIES } from '../../test/servers/slapd-example.ts'

/** How large a generated directory is. */
export interface DirectorySize {
  readonly users: number
  readonly groups: number
  readonly memberships: number
}

/**
 * Writes a directory for slapadd: every user has nine attributes of a university's and every membership stands on both sides, since
 * slapadd runs no overlay that would add `memberOf`.
 *
 * Groups are of many sizes, as they are in life: the largest holds some thousands, most hold a few dozen.
 */
export async function writeDirectory(file: string, size: DirectorySize): Promise<void> {
  await pipeline(Readable.from(directoryLdif(size)), createWriteStream(file))
}

/** One group of `members` names, and nobody else: the list alone is what is measured. */
export async function writeOneGroup(file: string, members: number): Promise<void> {
  await pipeline(Readable.from(oneGroupLdif(members)), createWriteStream(file))
}

function* directoryLdif({ users, groups, memberships }: DirectorySize): Generator<string> {
  const random = randomFrom(20_261_126)
  const members = Array.from({ length: groups }, () => new Set<number>())
  const groupsOf = Array.from({ length: users }, () => new Set<number>())
  for (let made = 0; made < memberships;) {
    const user = random.below(users)
    const group = Math.floor(groups * random.fraction() ** 1.5)
    if (groupsOf[user]?.has(group) !== false) continue
    groupsOf[user].add(group)
    members[group]?.add(user)
    made += 1
  }
  yield ROOT_ENTRIES
  for (let user = 0; user < users; user++)
    yield `dn: ${userDn(user)}
objectClass: inetOrgPerson
objectClass: eduPerson
uid: ${login(user)}
cn: Given${user % 977} Family${user % 3_571}
sn: Family${user % 3_571}
displayName: Given${user % 977} Family${user % 3_571}
mail: ${login(user)}@northmoor.example
employeeNumber: ${100_000 + user}
employeeType: ${user % 5 === 0 ? 'staff' : 'student'}
departmentNumber: ${user % 83}
eduPersonAffiliation: ${user % 5 === 0 ? 'staff' : 'student'}
${[...(groupsOf[user] ?? [])].map((group) => `memberOf: ${groupDn(group)}\n`).join('')}
`
  for (let group = 0; group < groups; group++)
    yield `dn: ${groupDn(group)}
objectClass: groupOfNames
cn: group${group}
description: Members of project ${group}
${[...(members[group] ?? [])].map((user) => `member: ${userDn(user)}\n`).join('')}${members[group]?.size === 0 ? `member: ${groupDn(group)}\n` : ''}
`
}

function* oneGroupLdif(members: number): Generator<string> {
  yield `${ROOT_ENTRIES}dn: ${groupDn(0)}\nobjectClass: groupOfNames\ncn: group0\n`
  for (let user = 0; user < members; user++) yield `member: ${userDn(user)}\n`
  yield '\n'
}

function login(user: number): string {
  return `u${String(user).padStart(7, '0')}`
}

function userDn(user: number): string {
  return `uid=${login(user)},${PEOPLE_DN}`
}

function groupDn(group: number): string {
  return `cn=group${group},${GROUPS_DN}`
}
