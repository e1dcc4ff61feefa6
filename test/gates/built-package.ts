import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type GateOutcome, outcome } from './gate.ts'
import { run } from './tool.ts'

/** Builds what the package brings into a folder of its own, and starts its entrance from there: no source may be needed. */
export async function builtPackage(root: string): Promise<GateOutcome> {
  // Inside the repository, so that the build finds the packages that it needs.
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache/build-'))
  try {
    const built = await run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')], root)
    if (built.code !== 0)
      return outcome('tsc -p tsconfig.build.json', [`exit code ${built.code}`, ...built.output.split('\n').slice(0, 20)])
    if (!existsSync(join(folder, 'dist/cli/main.js'))) return outcome('dist', ['there is no src/cli/main.ts to build'])
    cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
    cpSync(join(root, 'package.json'), join(folder, 'package.json'))
    const help = await run(process.execPath, [join(folder, 'bin/gatehouse.js'), '--help'], root)
    const isHelp = help.code === 0 && help.output.includes('gatehouse')
    return outcome(
      'dist, and gatehouse --help from it',
      isHelp ? [] : [`--help: exit code ${help.code}`, ...help.output.split('\n').slice(0, 20)],
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
