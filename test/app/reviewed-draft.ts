/**
 * What a reviewer does to a draft: the lines of whoever `isRight` are uncommented, and what is marked is filled in; everything else
 * stays as it is. `isRight` is asked with the reference that the line names.
 */
export function reviewed(draft: string, isRight: (reference: string) => boolean): string {
  let taking = false
  let taken = 0
  const lines = draft.split('\n').map((line) => {
    const who = /^ {6}# - who: \{(?:person: |partner: .*people: \[)"?([^\]}"]+)"?\]?\}$/u.exec(line)
    if (who !== null) taking = isRight(who[1] ?? '')
    else if (!line.startsWith('      #   ')) taking = false
    if (!taking) return line
    taken += who === null ? 0 : 1
    return line
      .replace('# ', '')
      .replace(/why: {3}##.*$/u, 'why: Works with the project')
      .replace(/until: {3}##.*$/u, 'until: 2027-01-31')
  })
  return taken === 0 ? draft : lines.join('\n').replace('    entitled: []', '    entitled:')
}
