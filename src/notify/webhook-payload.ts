import { assertNever } from '../core/base/assert-never.ts'
import type { Message } from './message.ts'

export type WebhookFormat = 'json' | 'slack' | 'teams'

/** What one kind of chat takes. Slack and Teams get plain text, in which no mark takes effect and nobody can be mentioned. */
export function webhookPayload(message: Message, format: WebhookFormat): unknown {
  switch (format) {
    case 'json':
      return genericPayload(message)
    case 'slack':
      return slackPayload(message)
    case 'teams':
      return teamsPayload(message)
    default:
      return assertNever(format, 'webhook format')
  }
}

function genericPayload({ kind, run, institution, subject, text, markdown, link, to }: Message): unknown {
  return { gatehouse: 1, kind, run, audience: to.audience, institution, subject, text, markdown, link }
}

/** https://docs.slack.dev/reference/block-kit/blocks: a section's text has at most 3,000 characters, a header's 150. */
function slackPayload({ subject, text, link }: Message): unknown {
  return {
    // Shown in notifications, and the one text in which Slack would look for mentions.
    text: subject.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: shortened(subject, 150), emoji: false } },
      { type: 'section', text: { type: 'plain_text', text: shortened(text, CHAT_LIMIT), emoji: false } },
      ...(isHttps(link)
        ? [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Report' }, url: link }] }]
        : []),
    ],
  }
}

/** https://learn.microsoft.com/adaptive-cards: a text run, unlike a text block, knows no Markdown; a mention would need an entity. */
function teamsPayload({ subject, text, link }: Message): unknown {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            plainRun(subject, true),
            ...shortened(text, CHAT_LIMIT)
              .trimEnd()
              .split('\n\n')
              .map((block) => plainRun(block, false)),
          ],
          actions: isHttps(link) ? [{ type: 'Action.OpenUrl', title: 'Report', url: link }] : [],
        },
      },
    ],
  }
}

function plainRun(text: string, isHeading: boolean): unknown {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...(isHeading ? { weight: 'Bolder' } : {}) }] }
}

const CHAT_LIMIT = 3000

function isHttps(link: string | null): link is string {
  return link !== null && link.startsWith('https://')
}

function shortened(text: string, limit: number): string {
  const cut = ' … cut here'
  return text.length <= limit ? text : `${text.slice(0, limit - cut.length)}${cut}`
}
