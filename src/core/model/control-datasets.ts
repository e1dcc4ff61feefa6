/** The datasets of a directory that say who may change its groups: descriptors of Active Directory, rules of the others. */
export const CONTROL_DATASETS = ['control', 'acl'] as const
