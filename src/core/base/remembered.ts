const MOST = 4_096

/**
 * `compute`, with its answers to the last few thousand distinct questions kept: for pure functions that are costly and are asked the
 * same thing a hundred thousand times, as the calendar is.
 */
export function remembered<Answer>(compute: (question: string) => Answer): (question: string) => Answer {
  let answers = new Map<string, Answer>()
  let before = answers
  return (question) => {
    let answer = answers.get(question)
    if (answer !== undefined || answers.has(question)) return answer as Answer
    answer = before.has(question) ? before.get(question)! : compute(question)
    // Two generations: what was asked lately is never all forgotten at once.
    if (answers.size >= MOST) {
      before = answers
      answers = new Map()
    }
    answers.set(question, answer)
    return answer
  }
}
