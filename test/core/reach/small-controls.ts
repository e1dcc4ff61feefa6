import * as fc from 'fast-check'
import type { AccessList, NfsList, PosixList, StatedList, WindowsList } from '../../../src/core/model/access-control.ts'
import type { SmallControl } from './small-snapshot.ts'
import { ACCOUNTS, GROUPS } from './small-worlds.ts'

/** The group of all accounts. */
export const EVERYBODY = 'ad:all'
export const SHARE = 'files:share'

const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2'
const MEMBERSHIP = 'bc0ac240-79a9-11d0-9020-00c04fc2d4cf'
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529'
const GROUP_CLASS = 'bf967a9c-0de6-11d0-a285-00aa003049e2'

const known = fc.constantFrom<string>(...ACCOUNTS, ...GROUPS, ...GROUPS, EVERYBODY)
const trustee = fc.oneof({ weight: 8, arbitrary: known }, fc.constantFrom('@owner', '@self', '@nobody', '@unread', '@sometimes'))
const unixTrustee = fc.oneof({ weight: 8, arbitrary: known }, fc.constantFrom('@nobody', '@unread'))

const flags = fc.constantFrom(
  { inheritOnly: false, inherits: false },
  { inheritOnly: false, inherits: true },
  { inheritOnly: false, inherits: true },
  { inheritOnly: true, inherits: true },
)
const rarely = fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true))
const effect = fc.constantFrom<'allow' | 'deny'>('allow', 'allow', 'deny')

function windows(
  place: WindowsList['place'],
  rights: readonly number[],
  types: readonly (string | null)[],
): fc.Arbitrary<WindowsList<string>> {
  const entry = fc
    .record({
      effect,
      trustee,
      rights: fc.constantFrom(...rights),
      objectType: fc.constantFrom(...types),
      conditional: rarely,
      flags,
    })
    .map(({ flags: { inheritOnly, inherits }, ...others }) => ({ ...others, inheritOnly, inherits }))
  const entries = fc.oneof({ weight: 12, arbitrary: fc.array(entry, { maxLength: 6 }) }, fc.constant(null))
  return fc.record({ form: fc.constant('windows' as const), place: fc.constant(place), owner: fc.option(trustee), entries })
}

const DIRECTORY_RIGHTS = [0x10000000, 0xf01ff, 0x40000, 0x80000, 0x40000000, 0x20028, 0x20, 0x8, 0x100, 0x28, 0xc0000, 0x20094]
const someDescriptor = windows('object', DIRECTORY_RIGHTS, [null, null, null, MEMBER, MEMBERSHIP, RESET_PASSWORD, GROUP_CLASS])

const FILE_RIGHTS = [
  0x1f01ff, 0x1301bf, 0x1200a9, 0x120089, 0x120116, 0x10000000, 0x80000000, 0x40000000, 0x1, 0x2, 0x20, 0x40, 0x10000, 0xc0000,
]
const someFolder = windows('folder', FILE_RIGHTS, [null])
const someShareList = windows('share', [0x1f01ff, 0x1301bf, 0x1200a9, 0x1, 0x2], [null]).map((list): WindowsList<string> => ({
  ...list,
  entries: list.entries?.map((entry) => ({ ...entry, inheritOnly: false, inherits: false })) ?? null,
}))

const permissions = fc.nat(7)
const somePosix: fc.Arbitrary<PosixList<string>> = fc
  .record({
    owner: unixTrustee,
    group: unixTrustee,
    plain: fc.tuple(permissions, permissions, permissions),
    users: fc.uniqueArray(fc.record({ who: unixTrustee, permissions }), { maxLength: 3, selector: ({ who }) => who }),
    groups: fc.uniqueArray(fc.record({ who: fc.constantFrom<string>(...GROUPS, EVERYBODY, '@unread'), permissions }), {
      maxLength: 3,
      selector: ({ who }) => who,
    }),
    mask: fc.option(permissions),
  })
  .map(({ owner, group, plain: [first, second, third], users, groups, mask }) => ({
    form: 'posix',
    owner,
    group,
    mask,
    entries: [
      { tag: 'owner', who: null, permissions: first },
      ...users.map((entry) => ({ tag: 'user' as const, ...entry })),
      { tag: 'group-owner', who: null, permissions: second },
      ...groups.map((entry) => ({ tag: 'group' as const, ...entry })),
      { tag: 'other', who: null, permissions: third },
    ],
  }))

const someNfs: fc.Arbitrary<NfsList<string>> = fc.record({
  form: fc.constant('nfs4' as const),
  owner: unixTrustee,
  group: unixTrustee,
  entries: fc.array(
    fc
      .record({
        effect,
        who: fc.oneof(
          unixTrustee.map((name) => ({ name })),
          fc.constantFrom<'owner' | 'group' | 'everyone'>('owner', 'group', 'everyone').map((special) => ({ special })),
        ),
        rights: fc.constantFrom(...FILE_RIGHTS.filter((mask) => mask < 0x10000000)),
        flags,
      })
      .map(({ flags: { inheritOnly, inherits }, ...others }) => ({ ...others, inheritOnly, inherits })),
    { maxLength: 6 },
  ),
})

const someStated: fc.Arbitrary<StatedList<string>> = fc.record({
  form: fc.constant('stated' as const),
  entries: fc.array(
    fc.record({
      effect,
      who: fc.oneof(
        { weight: 4, arbitrary: unixTrustee.map((name) => ({ name })) },
        fc.constantFrom<string>(...GROUPS).map((membersOf) => ({ membersOf })),
        fc.constantFrom<'everyone' | 'self'>('everyone', 'self').map((special) => ({ special })),
      ),
      right: fc.constantFrom<'none' | 'join' | 'add-members' | 'control'>('none', 'join', 'add-members', 'control'),
      says: fc.constantFrom('by group write', 'by dn manage', 'aci write'),
    }),
    { maxLength: 5 },
  ),
})

const onGroups: fc.Arbitrary<SmallControl> = fc.record({
  on: fc.constantFrom<string>(...GROUPS),
  lists: fc.oneof(someDescriptor, someDescriptor, someStated).map((list): AccessList<string>[] => [list]),
  record: fc.constantFrom('one', 'two'),
})

const onDirectory: fc.Arbitrary<SmallControl> = fc.record({
  on: fc.constantFrom('directory:ad', 'directory:id'),
  lists: someStated.map((list): AccessList<string>[] => [list]),
})

const onShare: fc.Arbitrary<SmallControl> = fc.record({
  on: fc.constant(SHARE),
  lists: fc.oneof(
    fc.tuple(someShareList, fc.oneof(someFolder, someFolder, somePosix, someNfs)).map((lists): AccessList<string>[] => [...lists]),
    fc.oneof(somePosix, someNfs, someFolder).map((list): AccessList<string>[] => [list]),
  ),
})

/** Rules of some groups, sometimes of a directory's head, and of the one share. */
export const someControls: fc.Arbitrary<SmallControl[]> = fc
  .tuple(fc.array(onGroups, { maxLength: 3 }), fc.array(onDirectory, { maxLength: 1 }), fc.array(onShare, { maxLength: 1 }))
  .map((controls) => controls.flat())
