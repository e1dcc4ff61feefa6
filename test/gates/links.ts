import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dirname, join as joinLink, normalize } from 'node:path/posix'
import { type GateOutcome, outcome } from './gate.ts'
import { anchor, headings, withoutCode } from './markdown.ts'
import { trackedFiles } from './tracked-files.ts'

/** Every link and picture of a Markdown page that stays in the repository leads to a file, and to a heading if it names one. */
export async function links(root: string): Promise<GateOutcome> {
  const pages = trackedFiles(root, ['*.md', 'docs', 'policies', 'fixtures']).filter((path) => path.endsWith('.md'))
  let checked = 0
  const broken = pages.flatMap((page) => {
    const found = linksOf(withoutCode(readFileSync(join(root, page), 'utf8'))).filter(({ to }) => !/^[a-z]+:/.test(to))
    checked += found.length
    return found.flatMap(({ to, line }) => {
      const problem = brokenLink(root, page, to)
      return problem === null ? [] : [`${page}:${line}: ${problem}`]
    })
  })
  return outcome(`${checked} links on ${pages.length} pages`, broken)
}

/** Inline links, pictures and link definitions, with their lines. */
function linksOf(text: string): { readonly to: string; readonly line: number }[] {
  return text.split('\n').flatMap((line, index) =>
    Array.from(line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*<?([^\s>]+)>?/g), ([, inline, defined]) => ({
      to: inline ?? defined ?? '',
      line: index + 1,
    })),
  )
}

function brokenLink(root: string, page: string, to: string): string | null {
  const [path = '', heading] = to.split('#')
  const target = path === '' ? page : normalize(joinLink(dirname(page), decodeURI(path)))
  if (target.startsWith('..')) return `\`${to}\` leads out of the repository`
  if (!existsSync(join(root, target))) return `\`${to}\` leads to nothing`
  if (heading === undefined || !target.endsWith('.md')) return null
  const anchors = headings(readFileSync(join(root, target), 'utf8')).map(anchor)
  return anchors.includes(heading) ? null : `\`${to}\`: ${target} has no such heading`
}
