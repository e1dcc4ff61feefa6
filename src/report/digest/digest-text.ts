import { visibleText } from '../words/visible-text.ts'
import type { Digest } from './digest.ts'

/** A digest as plain text; ends with a line feed. */
export function digestText({ heading, parts, link }: Digest): string {
  const blocks = [
    heading,
    ...parts.map(({ title, lines }) => [title, ...lines.map((line) => `- ${line}`)].join('\n')),
    ...(link === null ? [] : [`Report: ${link}`]),
  ]
  return `${blocks.map((block) => block.split('\n').map(visibleText).join('\n')).join('\n\n')}\n`
}
