import { fileName } from '../security/paths.ts'

/** The first page of a project's lead; its further pages keep to the same beginning, so that a folder can be handed out by name. */
export function leadPath(project: string): string {
  return `projects/${fileName(project)}.html`
}

export const CARDS_A_PAGE = 100
