import type { CST } from 'yaml'
import type { YamlProblem } from './yaml-problem.ts'

/** Deeper nesting is refused: nobody could read it. */
const MAX_LEVELS = 20

/** Tags, directives, further documents and too deep nesting, found on the tokens without recursion. O(tokens). */
export function syntaxTokens(tokens: readonly CST.Token[]): { readonly problems: readonly YamlProblem[]; readonly tooDeep: boolean } {
  const problems: YamlProblem[] = []
  let documents = 0
  let tooDeep = false
  const open: { readonly token: CST.Token; readonly level: number }[] = []
  for (const token of [...tokens].reverse()) open.push({ token, level: 0 })

  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, level } = next
    if (token.type === 'directive') problems.push(refused(token.offset, 'a `%` directive', 'take the line out', true))
    if (token.type === 'tag') problems.push(refused(token.offset, `the tag \`${token.source}\``, 'take the tag out', false))
    if (token.type === 'document' && ++documents === 2) {
      problems.push(refused(token.offset, 'a second document', 'one document a file: take the `---` out or split the file', true))
    }
    const inner = isCollection(token) ? level + 1 : level
    if (inner > MAX_LEVELS) {
      if (!tooDeep) problems.push(tooDeepAt(token.offset))
      tooDeep = true
      continue
    }
    for (const child of childrenOf(token).reverse()) open.push({ token: child, level: inner })
  }
  return { problems, tooDeep }
}

function isCollection(token: CST.Token): boolean {
  return token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection'
}

function childrenOf(token: CST.Token): CST.Token[] {
  switch (token.type) {
    case 'document':
      return [...token.start, ...(token.value === undefined ? [] : [token.value])]
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.flatMap(({ start, key, sep, value }): CST.Token[] => [
        ...start,
        ...(key === undefined || key === null ? [] : [key]),
        ...(sep ?? []),
        ...(value === undefined ? [] : [value]),
      ])
    case 'block-scalar':
      return token.props
    default:
      return []
  }
}

function refused(offset: number, what: string, help: string, spoilsFile: boolean): YamlProblem {
  return { code: 'P005', level: 'error', offset, message: `${what} is refused`, help, spoilsFile }
}

function tooDeepAt(offset: number): YamlProblem {
  const message = `more than ${MAX_LEVELS} levels of nesting`
  return { code: 'P006', level: 'error', offset, message, help: null, spoilsFile: true }
}
