import type { Parameters, Question } from './client/commands.ts'
import { ask } from './client/ask.ts'
import type { Page } from './client/plain.ts'
import type { Asker } from './collect-call.ts'

/** Lists once more, in memory alone: is it there? A list that cannot be read to its end may still hold it. */
export async function isListedAgain<Asked extends Question>(
  { session }: Asker,
  region: string,
  question: Asked,
  parameters: Parameters<Asked>,
  isOn: (page: Page) => boolean,
): Promise<boolean> {
  const pages = ask(session, region, question, parameters)
  for (let event = await pages.next(); ; event = await pages.next()) {
    if (event.done === true) return event.value !== null
    if (isOn(event.value)) return true
  }
}
