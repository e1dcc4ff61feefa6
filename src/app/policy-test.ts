import { basename, join, relative } from 'node:path'
import type { Config } from '../config/config.ts'
import { readPolicyFiles } from '../config/policy-files.ts'
import type { Diagnostic } from '../core/base/diagnostic.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type ExpectationResult, metExpectations } from '../core/expectations/met-expectations.ts'
import { policyTest } from '../core/policy/test-file.ts'
import { loadedPolicy } from './load-policy.ts'
import { isThere } from './observed-night.ts'
import { type Problem, problem } from './problem.ts'

/** What the files of `policies/tests/` came to. */
export interface PolicyTests {
  readonly files: readonly { readonly file: string; readonly results: readonly ExpectationResult[] }[]
  /** P070: what is wrong with the files themselves. A file with an error has no results. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Holds the policy to its own expectations; needs no evidence. A policy that does not load, or no test at all, is a problem. */
export async function policyTests(config: Config): Promise<Result<PolicyTests, Problem>> {
  const { load } = await loadedPolicy(config)
  if (load.policy === null) {
    const errors = load.diagnostics.filter(({ level }) => level === 'error')
    return failed(problem(78, 'the policy cannot be used, so nothing was tested', 'mend it: `gatehouse policy check`', errors))
  }
  const { policy } = load
  const folder = join(config.policies, 'tests')
  if (!(await isThere(folder))) return failed(nothingToTest(folder))
  const files = await readPolicyFiles(folder)
  if (files.length === 0) return failed(nothingToTest(folder))
  const broken = load.broken.filter(({ section }) => section === 'projects').map(({ key }) => key)
  const shown = basename(config.policies)
  const read = files.map((file) => {
    const path = join(shown, relative(config.policies, file.path))
    return { path, ...policyTest({ ...file, path }, shown, policy, broken) }
  })
  return succeeded({
    files: read.map(({ path, test }) => ({ file: path, results: test === null ? [] : metExpectations(test, policy) })),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  })
}

function nothingToTest(folder: string): Problem {
  return problem(78, `no policy test was found in \`${folder}\``, 'write one: docs/policy-language.md, Policy tests')
}
