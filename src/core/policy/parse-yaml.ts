import { type CST, type Document, Composer, Parser } from 'yaml'
import { syntaxTokens } from './syntax-tokens.ts'
import { yamlTree } from './build-yaml-tree.ts'
import type { LineIndex } from './line-index.ts'
import type { YamlNode } from './yaml-tree.ts'
import type { YamlProblem } from './yaml-problem.ts'

export interface ParsedYaml {
  /** Null for an empty document, or where nothing could be composed. After a syntax error it is what could be read around it. */
  readonly root: YamlNode | null
  readonly problems: readonly YamlProblem[]
}

/**
 * Reads YAML 1.2 with the core schema; no tags, no merge keys, one document, at most 20 levels and 100 alias expansions.
 *
 * The tokens are looked at before anything is composed: the parser works with a stack of its own, while composing recurses and
 * would run out of stack on a hostile file. Only the first syntax error is told, since the others follow from it.
 */
export function parseYaml(text: string, lines: LineIndex): ParsedYaml {
  const tokens: CST.Token[] = [...new Parser().parse(text)]
  const { problems, tooDeep } = syntaxTokens(tokens)
  if (tooDeep) return { root: null, problems }

  // `uniqueKeys` compares each key with all before it; `yamlTree` finds duplicates in one pass and knows both places.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false, keepSourceTokens: false })
  const first = composer.compose(tokens, true, text.length).next().value as Document.Parsed | undefined
  if (first === undefined) return { root: null, problems }

  const syntax = first.errors.find(({ code }) => code !== 'TAG_RESOLVE_FAILED')
  const tree = first.contents === null ? { root: null, problems: [] } : yamlTree(first.contents, lines)
  return { root: tree.root, problems: [...problems, ...(syntax === undefined ? [] : [syntaxProblem(syntax)]), ...tree.problems] }
}

function syntaxProblem({
  code,
  message,
  pos,
}: {
  readonly code: string
  readonly message: string
  readonly pos: readonly [number, number]
}): YamlProblem {
  return {
    code: 'P002',
    level: 'error',
    offset: pos[0],
    message: `YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).split('\n')[0]}`,
    help: code === 'BAD_DQ_ESCAPE' ? 'a text with backslashes needs single quotes' : code === 'TAB_AS_INDENT' ? 'indent with spaces' : null,
    spoilsFile: true,
  }
}
