import type { Digest } from '../digest/digest.ts'
import { markdownText } from './markdown-text.ts'

/** What a chat takes in one message. */
export const MARKDOWN_LIMIT = 3000

/**
 * A digest as Markdown of at most 3,000 characters: every value escaped, nobody mentioned.
 *
 * What does not fit is left out from the end, line by line, and said to be; coverage stands first and so is lost last.
 */
export function digestMarkdown({ heading, parts, link }: Digest): string {
  const foot = link === null ? [] : ['', linkLine(link)]
  const lines = [
    `**${markdownText(heading)}**`,
    ...parts.flatMap(({ title, lines: said }) => ['', `**${markdownText(title)}**`, ...said.map((line) => `- ${markdownText(line)}`)]),
  ]
  const whole = [...lines, ...foot].join('\n')
  if (whole.length < MARKDOWN_LIMIT) return `${whole}\n`
  const cut = ['', '_Cut here: more stands in the report._', ...foot].join('\n')
  let kept = ''
  for (const line of lines) {
    if (kept.length + line.length + cut.length + 3 > MARKDOWN_LIMIT) break
    kept += `${line}\n`
  }
  return `${kept}${cut}\n`
}

// An address of ours; a bracket or a space in it would end the link early.
function linkLine(link: string): string {
  return /^https?:\/\/[^\s()<>[\]\\]+$/u.test(link) ? `[Report](${link})` : markdownText(link)
}
