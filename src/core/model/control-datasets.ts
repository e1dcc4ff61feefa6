/** The datasets of a directory that hold the rules of each of its groups: descriptors of Active Directory, rules of the others. */
export const CONTROL_DATASETS = ['control', 'acl'] as const

/** All that say who may change a group and nothing about who is in it: of Entra, which shows no rules of single groups, owners and roles. */
export const DATASETS_ABOUT_CONTROL: ReadonlySet<string> = new Set([...CONTROL_DATASETS, 'group-owners', 'roles'])
