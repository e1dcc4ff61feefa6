import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The files under `places` that git tracks, or would track if they were added; sorted, with `/`. */
export function trackedFiles(root: string, places: readonly string[]): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...places], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }) // prettier-ignore
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path))).sort()
}
