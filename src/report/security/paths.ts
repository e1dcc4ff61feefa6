import type { FindingView, ResultView } from '../result-view.ts'

export const INDEX = 'security/index.html'
/** Blocks of findings are long: as many stand on one page. */
export const BLOCKS_A_PAGE = 100
export const ROWS_A_PAGE = 500

export function projectPath(project: string): string {
  return `security/projects/${fileName(project)}.html`
}

export function sourcePath(source: string): string {
  return `security/sources/${fileName(source)}.html`
}

export function filterPath(filter: string): string {
  return `security/findings/${filter}.html`
}

/** The path of page `number` (from 1) of something split: the first keeps the plain name. */
export function numbered(path: string, number: number): string {
  return number === 1 ? path : path.replace(/\.html$/u, `.${number}.html`)
}

/** Where the block of each open finding stands: path and fragment by fingerprint. */
export function findingHomes({ openByProject }: ResultView): ReadonlyMap<string, string> {
  const homes = new Map<string, string>()
  for (const [project, views] of openByProject) {
    const path = project === '' ? filterPath('at-large') : projectPath(project)
    views.forEach(({ finding }, i) => {
      homes.set(finding.fingerprint, `${numbered(path, 1 + Math.floor(i / BLOCKS_A_PAGE))}#${anchor(finding.fingerprint)}`)
    })
  }
  return homes
}

function anchor(fingerprint: string): string {
  return `f-${fileName(fingerprint)}`
}

export function anchorOf({ finding }: FindingView): string {
  return anchor(finding.fingerprint)
}

/** A slug as it is; anything else by its code points, so that two names never share a file and none leaves the folder. */
export function fileName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,80}$/u.test(name)) return name
  return `~${Array.from(name, (character) => (character.codePointAt(0) ?? 0).toString(36))
    .join('-')
    .slice(0, 180)}`
}
