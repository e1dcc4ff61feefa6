import { type LineIndex, lineIndex } from './line-index.ts'
import type { PolicyFile } from '../model/policy-file.ts'
import { decodedFile } from './decode-file.ts'
import { namesByIndent } from './names-by-indent.ts'
import { parseYaml } from './parse-yaml.ts'
import type { YamlMap } from './yaml-tree.ts'
import type { YamlProblem } from './yaml-problem.ts'

/** A policy file, read as far as it can be read. */
export interface PolicyText {
  readonly path: string
  /** The path within the policy folder, with `/`. */
  readonly within: string
  readonly lines: LineIndex
  /** Null if there is no map to look at. */
  readonly root: YamlMap | null
  readonly problems: readonly YamlProblem[]
  /** Can nothing, or not all, of its content be relied on? */
  readonly spoiled: boolean
  /** Of a spoiled file: what its indentation says it holds, whether or not a tree could be made of it. */
  readonly seen: { readonly sections: readonly string[]; readonly projects: readonly string[] }
}

/** Never throws, whatever the bytes. `folder` is the part of `path` that leads to the policy folder. */
export function policyText(file: PolicyFile, folder: string): PolicyText {
  const decoded = decodedFile(file)
  const text = decoded.kind === 'text' ? decoded.text : decoded.rest
  const lines = lineIndex(text)
  const { root, problems } = parseYaml(text, lines)
  const found: readonly YamlProblem[] =
    decoded.kind === 'text'
      ? [
          ...problems,
          ...(root === null || root.kind === 'map' || problems.some(({ spoilsFile }) => spoilsFile) ? [] : [notAMap(root.offset)]),
        ]
      : [{ code: decoded.code, level: 'error', offset: decoded.offset, message: decoded.message, help: decoded.help, spoilsFile: true }]
  const spoiled = found.some(({ spoilsFile }) => spoilsFile)
  return {
    path: file.path,
    within: withinFolder(file.path, folder),
    lines,
    root: root !== null && root.kind === 'map' ? root : null,
    problems: found,
    spoiled,
    seen: spoiled ? namesByIndent(text) : { sections: [], projects: [] },
  }
}

/** The project whose file this is, by its name; null for a file outside `projects/`. */
export function projectOfFile({ within }: Pick<PolicyText, 'within'>): string | null {
  return /^projects\/(?:.*\/)?([^/]+)\.ya?ml$/u.exec(within)?.[1] ?? null
}

function withinFolder(path: string, folder: string): string {
  const start = folder.endsWith('/') ? folder : `${folder}/`
  return path.startsWith(start) ? path.slice(start.length) : path
}

function notAMap(offset: number): YamlProblem {
  return { code: 'P013', level: 'error', offset, message: 'expected a map of sections', help: 'begin with `version: 1`', spoilsFile: true }
}
