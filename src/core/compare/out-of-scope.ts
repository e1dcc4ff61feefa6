/**
 * Routes to a resource that this version never looks at, in any project, in a reader's words; sorted by code unit.
 *
 * Not gaps: they are printed as "never checked" in every report and bar no project from `none` (`findings.md`, Coverage ledger).
 * A route that becomes checked leaves this list in the same change. `docs/out-of-scope.md` holds the same lines.
 */
export const outOfScope: readonly string[] = [
  'accounts that exist only on one computer, instrument, database or application',
  'administrators of a directory, a server, a store or its backups, beyond the memberships and rights that were read',
  "changing one's own attributes where a group takes in whoever has them: a group number, an attribute that its rule asks for",
  'changing who is in a group that opens a resource, where nobody declared the group itself',
  'cloud directories and collaboration: what access packages open, rights of apps on other apps and, unless `delegated_grants` asks for it, what programs may do on behalf of people',
  'clouds: in AWS copies by snapshots, images and backups, datashares, DataSync, S3 Files, Object Lambda and directory buckets, access points in other accounts',
  'copies of data outside the declared resources: downloads, mail, removable media, backups',
  'doors and rooms beyond the rights in a register: routes through a building, schedules, keys, lent cards',
  'from which countries people can sign in to systems that show no sign-in rules, where a project limits it by `access_from`',
  'links and invitations that open a resource for whoever holds them, beyond those in an export of sites',
  'networks: segments, filters, routes, VPN pools and remote access',
  'other clouds than those of Microsoft and Amazon',
  'rights inside a repository or a machine beyond those in a register, and on single files of a share',
  'sessions, keys, tokens and tickets that were issued before',
  'software, firmware and services that reach a resource by a fault',
  'taking over an account: resetting its password, adding a credential, acting for it, running code as it',
  'what an entitled person shows, sends or lends to somebody else',
]
