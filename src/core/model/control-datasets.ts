/** The datasets of a directory that say who may change its groups: descriptors of Active Directory, rules of the others, owners and roles of Entra. */
export const CONTROL_DATASETS = ['control', 'acl', 'group-owners', 'roles'] as const
