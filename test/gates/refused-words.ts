import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GateOutcome, outcome } from './gate.ts'
import { withoutCode } from './markdown.ts'
import { printedText } from './printed-text.ts'
import { trackedFiles } from './tracked-files.ts'

/** Words that promise what no audit can know, or that accuse: no report prints them, and no page of a rule teaches them. */
const refused =
  /\b(?:complian(?:t|ce)|secure[ds]?|securely|safe(?:ly|r|st)?|all[ -]clear|threats?|suspicious|foreign(?:er|ers)?|culprits?)\b/gi

/** The words that `product.md` and `reports.md` refuse, wherever reports get their text from. Comments and names may say them. */
export async function refusedWords(root: string): Promise<GateOutcome> {
  const files = trackedFiles(root, ['src/report', 'src/core/rules', 'src/core/compare', 'docs/rules']).filter((path) =>
    /\.(ts|md)$/.test(path),
  )
  const found = files.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return refusedIn(path.endsWith('.md') ? withoutCode(text) : printedText(text)).map(({ word, line }) => `${path}:${line}: \`${word}\``)
  })
  return outcome(`${files.length} files that reports speak from`, found)
}

function refusedIn(text: string): { readonly word: string; readonly line: number }[] {
  return text.split('\n').flatMap((line, index) => Array.from(line.matchAll(refused), ([word]) => ({ word, line: index + 1 })))
}
