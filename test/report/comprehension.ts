/** What a reader takes from the text of a lead's page alone: the answers to five fixed questions, read by its headings and labels. */
export interface Answers {
  /** One for each card. */
  readonly cards: readonly {
    readonly who: string
    readonly why: string
    readonly sinceWhen: string
    readonly whatToDo: { readonly ifRight: string; readonly ifWrong: string }
  }[]
  readonly whatWasNotRead: { readonly atTheTop: string; readonly inFull: string }
}

/** Throws where a label is missing, since a reader would be lost there too. */
export function answersIn(text: string): Answers {
  const main = between(text, 'Coverage ', 'Run ')
  const cards = main.includes('Why it is here') ? between(main, 'neither is the default.', LAST_CARD) : ''
  return {
    cards: cards
      .split(/ Why it is here /u)
      .slice(1)
      .map((card, i, all) => {
        const before = cards.split(/ Why it is here /u)[i] ?? ''
        // A title stands between what the card before had for IT and the first label of its own.
        const title = i === 0 ? before : (before.split('For IT').at(-1) ?? '')
        if (all.length === 0) throw new Error('no card')
        return {
          who: title,
          why: between(card, '', ' Since when '),
          sinceWhen: between(card, ' Since when ', ' How they reach it '),
          whatToDo: {
            ifRight: between(card, ' They should have it ', ' They should not '),
            ifWrong: between(card, ' They should not ', ' For IT'),
          },
        }
      }),
    whatWasNotRead: {
      atTheTop: between(main, '', ' How this project stands '),
      inFull: between(`${main} `, ' What was not checked ', ' Three questions that only you can answer '),
    },
  }
}

const LAST_CARD = / (?:Not assessed: what nobody can say yet|Also found, and what is accepted|Everybody who can reach this project) /u

/** From the last `from` that `to` follows, since a page lists its headings once before it uses them. */
function between(text: string, from: string, to: string | RegExp): string {
  const start = from === '' ? 0 : text.lastIndexOf(from)
  if (start < 0) throw new Error(`a reader does not find "${from}"`)
  const rest = text.slice(start + from.length)
  const end = typeof to === 'string' ? rest.indexOf(to) : rest.search(to)
  if (end < 0) throw new Error(`a reader does not find "${String(to)}" after "${from}"`)
  return rest.slice(0, end).trim()
}
