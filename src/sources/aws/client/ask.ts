import { COMMANDS, type Command, type Parameters, type Question } from './commands.ts'
import { type AwsFailure, REPEATED_TOKEN, failureOf, unusable } from './failure.ts'
import { type Page, plain } from './plain.ts'
import type { Session } from './session.ts'

/** Codes by which AWS says that a session is over. */
const EXPIRED: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])

/**
 * Asks one question and yields its answer, page by page; returns null where that was all, else why the rest is missing.
 *
 * Every call of the collector comes through here. An empty page with a token is not the end; a token that was there before is an error,
 * never a loop; an answer that lacks what it must have is none. A session that AWS calls expired is made anew once a page.
 */
export async function* ask<Asked extends Question>(
  session: Session,
  region: string,
  question: Asked,
  parameters: Parameters<Asked>,
): AsyncGenerator<Page, AwsFailure | null> {
  const command: Command = COMMANDS[question]
  const { paging } = command
  const seen = new Set<string>()
  for (let token: string | null = null; ;) {
    const asked: object = { ...paging?.size, ...parameters, ...(paging === null || token === null ? {} : { [paging.input]: token }) }
    const answer = await answered(session, region, question, asked)
    if (!answer.ok) return answer.failure
    const lacks = lackOf(answer.page, command)
    if (lacks !== null) return unusable(lacks)
    yield answer.page
    if (paging === null) return null
    token = nextToken(answer.page, command)
    if (token === null) return null
    if (seen.has(token)) return unusable('a page token came a second time, so the list leads in a circle', REPEATED_TOKEN)
    seen.add(token)
  }
}

/** One answer to a question that has no pages. */
export async function askOnce<Asked extends Question>(
  session: Session,
  region: string,
  question: Asked,
  parameters: Parameters<Asked>,
): Promise<{ readonly ok: true; readonly page: Page } | { readonly ok: false; readonly failure: AwsFailure }> {
  const pages = ask(session, region, question, parameters)
  const first = await pages.next()
  if (first.done !== true) return { ok: true, page: first.value }
  return { ok: false, failure: first.value ?? unusable('there was no answer') }
}

type Answered = { readonly ok: true; readonly page: Page } | { readonly ok: false; readonly failure: AwsFailure }

async function answered(session: Session, region: string, question: Question, parameters: object): Promise<Answered> {
  for (let isLast = false; ; isLast = true) {
    try {
      return { ok: true, page: plain(await session.send(question, region, parameters)) }
    } catch (cause) {
      const failure = failureOf(cause, session.connections.conceal)
      if (isLast || !EXPIRED.has(failure.code)) return { ok: false, failure }
      session.forget()
    }
  }
}

/** What is missing in an answer, if anything is. */
function lackOf(page: Page, { must, paging }: Command): string | null {
  const missing = must.find((key) => page[key] === undefined || page[key] === null || page[key] === '')
  if (missing !== undefined) return `the answer has no \`${missing}\``
  if (paging === null || paging.more === null) return null
  const more = page[paging.more]
  if (typeof more !== 'boolean') return `the answer does not say whether it is whole (\`${paging.more}\`)`
  const next = page[paging.output]
  return more && (typeof next !== 'string' || next === '') ? `the answer is cut, and names no \`${paging.output}\`` : null
}

function nextToken(page: Page, { paging }: Command): string | null {
  if (paging === null || (paging.more !== null && page[paging.more] !== true)) return null
  const next = page[paging.output]
  return typeof next === 'string' && next !== '' ? next : null
}
