/**
 * What may be done with a folder and what is in it, in words that every form of list can answer.
 *
 * The scope tells the folder itself from what lies below it and takes its entries over.
 */
export interface FileRight {
  readonly act: 'list' | 'traverse' | 'read' | 'write' | 'append' | 'delete' | 'delete-child' | 'change-rules' | 'take-ownership'
  readonly scope: 'here' | 'below'
}

/** Any of these acts gives the level (`docs/decisions/0020-levels-of-shares.md`). */
export const FILE_LEVELS: readonly { readonly level: string; readonly rights: readonly FileRight[] }[] = [
  { level: 'see', rights: here('list', 'traverse') },
  { level: 'read', rights: below('read') },
  { level: 'write', rights: [...here('write', 'append', 'delete-child', 'delete'), ...below('write', 'append', 'delete-child', 'delete')] },
  { level: 'manage', rights: [...here('change-rules', 'take-ownership'), ...below('change-rules', 'take-ownership')] },
]

function here(...acts: readonly FileRight['act'][]): readonly FileRight[] {
  return acts.map((act) => ({ act, scope: 'here' }))
}

function below(...acts: readonly FileRight['act'][]): readonly FileRight[] {
  return acts.map((act) => ({ act, scope: 'below' }))
}
