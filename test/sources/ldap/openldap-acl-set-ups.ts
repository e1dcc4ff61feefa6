import fc from 'fast-check'
import { AUDITOR, BASE_DN, GROUPS_DN, PEOPLE_DN } from '../../servers/slapd-example.ts'

export const person = (uid: string): string => `uid=${uid},${PEOPLE_DN}`
export const group = (cn: string): string => `cn=${cn},${GROUPS_DN}`
export const PROJECT = group('project')
export const PROJECT_LDIF = `dn: ${PROJECT}\nobjectClass: groupOfNames\ncn: project\nmember: ${person('member')}\nowner: ${person('owner')}\nowner: ${group('helpdesk')}\n`

/** Without what tells the readers apart: the rules of passwords come first in every set-up. */
export const PASSWORDS = 'to attrs=userPassword by anonymous auth by * none'

// Each set-up is a list of directives; what slapd really lets everybody do is asked of slapd itself.
export const SET_UPS: readonly (readonly [string, readonly string[]])[] = [
  ['nobody writes', ['to * by users read']],
  [
    'the help desk writes members; who is nested in it may not',
    [`to attrs=member by group.exact="${group('helpdesk')}" write by users read`, 'to * by users read'],
  ],
  [
    'a person by name, of the whole entry',
    [`to dn.subtree="${GROUPS_DN}" by dn.exact="${person('plain')}" write by users read`, 'to * by users read'],
  ],
  [
    'users of a group of unique names',
    [`to attrs=member by group/groupOfUniqueNames/uniqueMember="${group('unique')}" write by users read`, 'to * by users read'],
  ],
  ['a group with a rule', [`to attrs=member by group/groupOfURLs/memberURL="${group('ruled')}" write by users read`, 'to * by users read']],
  [
    'a class that the group does not have',
    [`to attrs=member by group/groupOfUniqueNames/uniqueMember="${group('helpdesk')}" write by users read`, 'to * by users read'],
  ],
  ['owners, one of whom is a group', ['to attrs=member by dnattr=owner write by users read', 'to * by users read']],
  [
    'owners, and who may become one',
    [
      'to attrs=member by dnattr=owner write by users read',
      `to attrs=owner by dn.exact="${person('plain')}" write by users read`,
      'to * by users read',
    ],
  ],
  ['members add members', ['to attrs=member by dnattr=member write by users read', 'to * by users read']],
  [
    'members by a clause for the own name: whoever it is may join',
    ['to attrs=member by dnattr=member selfwrite by users read', 'to * by users read'],
  ],
  ['everybody joins and leaves', ['to attrs=member by users selfwrite', 'to * by users read']],
  [
    'some join, and the help desk writes behind',
    [`to attrs=member by users selfwrite by group.exact="${group('helpdesk')}" write by * read`, 'to * by users read'],
  ],
  [
    'one is refused before the help desk is let in',
    [
      `to attrs=member by dn.exact="${person('helper')}" read by group.exact="${group('helpdesk')}" write by users read`,
      'to * by users read',
    ],
  ],
  [
    'one is refused behind it',
    [
      `to attrs=member by group.exact="${group('helpdesk')}" write by dn.exact="${person('helper')}" none by users read`,
      'to * by users read',
    ],
  ],
  [
    'a directive for members shadows one for all',
    ['to attrs=member by users read', `to * by dn.exact="${person('plain')}" write by users read`],
  ],
  [
    'who may not write members may take the group away and put another in its place',
    [
      'to attrs=member by users read',
      `to dn.subtree="${GROUPS_DN}" by dn.exact="${person('plain')}" write by users read`,
      'to * by users read',
    ],
  ],
  [
    'entry without its place',
    [
      'to attrs=member by users read',
      `to dn.exact="${PROJECT}" by dn.exact="${person('plain')}" write by users read`,
      'to * by users read',
    ],
  ],
  [
    'everybody goes on to the next',
    [`to attrs=member by dn.exact="${person('plain')}" write by * break`, `to * by group.exact="${group('helpdesk')}" write by users read`],
  ],
  [
    'the order of directives is theirs, not that of their length',
    ['to * by users read', `to attrs=member by dn.exact="${person('plain')}" write`],
  ],
  ['privileges are added up', ['to attrs=member by users =rscd continue by dn.exact="' + person('plain') + '" +a', 'to * by users read']],
  [
    'a privilege handed on by break',
    [`to attrs=member by * =rscda break`, `to attrs=member by dn.exact="${person('plain')}" +0 by users -w`, 'to * by users read'],
  ],
  ['only to add', [`to attrs=member by dn.exact="${person('plain')}" add by users read`, 'to * by users read']],
  ['only to delete', [`to attrs=member by dn.exact="${person('plain')}" delete by users read`, 'to * by users read']],
  ['manage', [`to attrs=member by dn.exact="${person('plain')}" manage by users read`, 'to * by users read']],
  ['only the manage bit', [`to attrs=member by dn.exact="${person('plain')}" =m by users read`, 'to * by users read']],
  ['a class of attributes', [`to attrs=@groupOfNames by dn.exact="${person('plain')}" write by users read`, 'to * by users read']],
  ['all but a class', [`to attrs=!groupOfNames by dn.exact="${person('plain')}" write by users read`, 'to * by users read']],
  [
    'the attribute that it derives from',
    [`to attrs=distinguishedName by dn.exact="${person('plain')}" write by users read`, 'to * by users read'],
  ],
  ['children, not the base', [`to dn.children="${PROJECT}" by dn.exact="${person('plain')}" write by users read`, 'to * by users read']],
  ['one level', [`to dn.one="${GROUPS_DN}" attrs=member by dn.exact="${person('plain')}" write by users read`, 'to * by users read']],
  [
    'a pattern of names that fits',
    [`to dn.regex="^cn=[^,]+,${GROUPS_DN}$" attrs=member by dn.exact="${person('plain')}" write by users read`, 'to * by users read'],
  ],
  [
    'a pattern of names that does not',
    [`to dn.regex="^uid=[^,]+,${PEOPLE_DN}$" by dn.exact="${person('plain')}" write by users read`, 'to * by users read'],
  ],
  ['a filter', [`to filter=(cn=project) attrs=member by dn.exact="${person('plain')}" write by users read`, 'to * by users read']],
  [
    'a single value',
    [`to attrs=member val.exact="${person('newcomer')}" by dn.exact="${person('plain')}" write by users read`, 'to * by users read'],
  ],
  [
    'whoever has a name of a pattern',
    [`to attrs=member by dn.regex="^uid=pl[^,]+,${PEOPLE_DN}$" write by users read`, 'to * by users read'],
  ],
  ['whoever stands under a name', [`to attrs=member by dn.subtree="${PEOPLE_DN}" write by users read`, 'to * by users read']],
  ['a set', [`to attrs=member by set="user/uid & [plain]" write by users read`, 'to * by users read']],
  [
    'some are kept out by a form that nobody understands',
    [`to attrs=member by dn.regex="^uid=pl[^,]+,${PEOPLE_DN}$" read by users write`, 'to * by users read'],
  ],
  ['from some machines', ['to attrs=member by peername.ip=127.0.0.1 write by users read', 'to * by users read']],
  ['with a strong cipher', [`to attrs=member by dn.exact="${person('plain')}" tls_ssf=999 write by users read`, 'to * by users read']],
  [
    'some break, with another outcome than for others',
    [
      `to attrs=member by group.exact="${group('helpdesk')}" break by users read`,
      `to * by dn.exact="${person('helper')}" write by users read`,
    ],
  ],
  ['even nobody', ['to attrs=member by anonymous write by users read', 'to * by * read']],
  ['itself', ['to attrs=member by self write by users read', 'to * by self write by users read']],
  ['all users', ['to attrs=member by users write', 'to * by users read']],
]

const WHAT = fc.constantFrom(
  '*',
  'attrs=member',
  'attrs=owner',
  'attrs=entry,children',
  'attrs=member,entry',
  'attrs=@groupOfNames',
  `dn.exact="${PROJECT}"`,
  `dn.subtree="${GROUPS_DN}"`,
  `dn.children="${BASE_DN}" attrs=member`,
  `dn.subtree="${PEOPLE_DN}"`,
  `dn.exact="${GROUPS_DN}" attrs=children`,
  `dn.regex="^cn=p[a-z]+,${GROUPS_DN}$"`,
)
const WHO = fc.constantFrom(
  'users',
  '*',
  'self',
  'anonymous',
  'dnattr=owner',
  'dnattr=member',
  `group.exact="${group('helpdesk')}"`,
  `dn.subtree="${PEOPLE_DN}"`,
  `group/groupOfUniqueNames/uniqueMember="${group('unique')}"`,
  ...['plain', 'helper', 'owner'].map((uid) => `dn.exact="${person(uid)}"`),
)
const ACCESS = fc.constantFrom(
  'none',
  'read',
  'read',
  'write',
  'write',
  'manage',
  'selfwrite',
  'add',
  'delete',
  '=rscdxw',
  '=rscdx',
  '+a',
  '+w',
  '-w',
  '+0',
)
const FLOW = fc.constantFrom('', '', '', ' continue', ' break')
const CLAUSE = fc.tuple(WHO, ACCESS, FLOW).map(([who, access, flow]) => `by ${who} ${access}${flow}`)
const DIRECTIVE = fc
  .tuple(WHAT, fc.array(CLAUSE, { minLength: 1, maxLength: 4 }))
  .map(([what, clauses]) => `to ${what} ${clauses.join(' ')}`)
/** The readers, who are no people of the directory, see everything in front of what is drawn. */
export const DRAWN = fc
  .array(DIRECTIVE, { minLength: 1, maxLength: 4 })
  .map((directives) => [`to * by dn.exact="${AUDITOR.dn}" read by * break`, ...directives, 'to * by users read'])
