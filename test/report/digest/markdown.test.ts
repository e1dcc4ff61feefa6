import { describe, expect, test } from 'vitest'
import type { Digest } from '../../../src/report/digest/digest.ts'
import { MARKDOWN_LIMIT, digestMarkdown } from '../../../src/report/markdown/digest-markdown.ts'
import { markdownText } from '../../../src/report/markdown/markdown-text.ts'

describe('a value in Markdown', () => {
  test.each([
    ['@channel and x@y.example', '(at)channel and x(at)y.example'],
    ['[a](javascript:b) ![c](d)', String.raw`\[a\](javascript:b) !\[c\](d)`],
    ['**b** _i_ `c` ~~s~~', String.raw`\*\*b\*\* \_i\_ \`c\` \~\~s\~\~`],
    ['<b onclick=x> & <!channel>', '&lt;b onclick=x&gt; &amp; &lt;!channel&gt;'],
    ['https://evil.example www.evil.example', String.raw`https\[:\]//evil.example www\[.\]evil.example`],
    ['# h', String.raw`\# h`],
    ['- a', String.raw`\- a`],
    ['1. a', String.raw`1\. a`],
    ['a\n\n# b', String.raw`a \# b`],
    ['a\u202eb', String.raw`a⟦U+202E⟧b`],
    ['a|b', String.raw`a\|b`],
  ])('%j stands as it is', (text, written) => {
    expect(markdownText(text)).toBe(written)
  })
})

test('a message has at most 3,000 characters, keeps its first lines and its link, and says that it was cut', () => {
  const digest: Digest = {
    subject: 's',
    heading: 'Gatehouse audit',
    parts: [
      { title: 'Coverage', lines: ['All 9 sources were read completely.'] },
      { title: 'New', lines: Array.from({ length: 500 }, (_, at) => `finding *${at}* ${'x'.repeat(at % 50)}`) },
    ],
    link: 'https://gatehouse.example/runs/a/security/index.html',
  }
  for (const length of [0, 1, 5, 60, 61, 62, 500]) {
    const parts = digest.parts.map(({ title, lines }) => ({ title, lines: title === 'New' ? lines.slice(0, length) : lines }))
    const text = digestMarkdown({ ...digest, parts })
    expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT)
    expect(text).toContain('- All 9 sources were read completely.')
    expect(text).toContain('[Report](https://gatehouse.example/runs/a/security/index.html)')
    const last = parts[1]?.lines.at(-1)
    expect(text.includes('Cut here')).toBe(last !== undefined && !text.includes(markdownText(last)))
  }
  expect(digestMarkdown(digest)).toContain('Cut here: more stands in the report')
})
