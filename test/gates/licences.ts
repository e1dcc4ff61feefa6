import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type GateOutcome, outcome } from './gate.ts'

const runTime = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0']
/** What is used unmodified and never shipped may also be under a weak copyleft. */
const development = [...runTime, 'MPL-2.0']

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
}

/**
 * Every package of `package-lock.json` has a licence that its use allows, those for other platforms included, and so has every
 * package that lies in `node_modules` without standing in the lock file (the script of `node` fetches one).
 */
export async function licences(root: string): Promise<GateOutcome> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> }
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
  const problems = locked.flatMap(([path, { license, dev }]) => {
    const installed = installedLicence(root, path)
    if (installed !== null && license !== undefined && installed !== license)
      return [`${path}: package-lock.json says ${license}, the package itself ${installed}`]
    return licenceProblem(path, installed ?? license ?? null, dev === true)
  })

  const inLock = new Set(locked.map(([path]) => path))
  const fetched = globSync(['node_modules/{*,@*/*}/package.json', 'node_modules/**/node_modules/{*,@*/*}/package.json'], { cwd: root })
    .map((file) => dirname(file))
    .filter((path) => !inLock.has(path))
  problems.push(...fetched.flatMap((path) => licenceProblem(path, installedLicence(root, path), false)))

  const forDevelopment = locked.filter(([, { dev }]) => dev === true).length
  return outcome(`${locked.length - forDevelopment + fetched.length} packages at run time, ${forDevelopment} for development`, problems)
}

/** Whether an SPDX expression can be met from the list. Of `A OR B` one is enough; where it is mixed with `AND`, all are asked for. */
export function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const names = expression.split(/[()\s]+|\b(?:OR|AND)\b/).filter((name) => name !== '')
  const isChoice = !/\b(?:AND|WITH)\b/.test(expression)
  return isChoice ? names.some((name) => allowed.includes(name)) : names.every((name) => allowed.includes(name))
}

function licenceProblem(path: string, licence: string | null, isDevelopment: boolean): string[] {
  if (licence === null) return [`${path}: names no licence`]
  if (isAllowed(licence, isDevelopment ? development : runTime)) return []
  return [`${path}: ${licence} is not allowed ${isDevelopment ? 'even for development' : 'at run time'}`]
}

/** The licence that the installed package states itself; null where it is not installed, as those for other platforms are not. */
function installedLicence(root: string, path: string): string | null {
  const file = join(root, path, 'package.json')
  if (!existsSync(file)) return null
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: string | { type?: string } }
  return (typeof license === 'object' ? license.type : license) ?? null
}
