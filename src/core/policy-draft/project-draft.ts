import { dayInWords } from '../base/day-words.ts'
import type { Day } from '../base/instant.ts'
import { MAX_POLICY_BYTES } from '../model/policy-file.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
import type { DraftHolder } from './draft-holders.ts'
import { holderLines } from './holder-lines.ts'
import type { DraftResource } from './draft-targets.ts'
import { commentText, plain, quoted } from './yaml-words.ts'

/** What a person says of the project; nothing of it is made up. */
export interface ProjectFacts {
  readonly slug: string
  readonly title: string
  readonly lead: string
  readonly sensitivity: Exclude<Sensitivity, 'open'>
  readonly whySensitive: readonly string[]
  readonly until: string
}

export interface ProjectDraftInput {
  readonly project: ProjectFacts
  readonly resources: readonly DraftResource[]
  /** Named, and declared by another project already: shown, and left out. */
  readonly declaredElsewhere: readonly { readonly resource: DraftResource; readonly project: string }[]
  /** What the groups among the resources open; not declared by the draft. */
  readonly opened: readonly DraftResource[]
  readonly holders: readonly DraftHolder[]
  /** What was not read, a line each; empty = all that the draft rests on was. */
  readonly shortfalls: readonly string[]
  readonly today: Day
}

/**
 * A project file that declares the resources and entitles nobody: whoever holds something today stands below as comments, with the path
 * by which it came. The text is a function of its input, ends with a line feed, and stays below the size at which a policy is refused:
 * holders beyond that are counted and not listed.
 */
export function projectDraft(input: ProjectDraftInput): string {
  const { project, resources, holders, today } = input
  const head = [
    `# Drafted by \`gatehouse policy init\` from what was seen on ${dayInWords(today)}. It approves nothing: \`entitled\` is empty.`,
    ...shortfallLines(input.shortfalls),
    'version: 1',
    'projects:',
    `  ${project.slug}:`,
    `    title: ${quoted(project.title)}`,
    `    lead: ${plain(project.lead)}`,
    `    sensitivity: ${project.sensitivity}`,
    ...(project.whySensitive.length === 0 ? [] : [`    why_sensitive: [${project.whySensitive.join(', ')}]`]),
    `    until: ${plain(project.until)}`,
    '    resources:',
    ...resources.map((resource) => `      ${resourceLine(resource)}`),
    ...input.declaredElsewhere.map(
      ({ resource, project: other }) =>
        `      ## ${commentText(resource.address)}: declared by ${other} already; to share it, both name the other in \`shared_with\``,
    ),
    ...(input.opened.length === 0 ? [] : ['      ## Opened by these groups. Uncomment what belongs to this project:']),
    ...input.opened.map((resource) => `      # ${resourceLine(resource)}`),
    '    entitled: []',
    ...explanation(holders.length, input.shortfalls.length > 0),
  ]
  return `${within(
    head,
    holders.map((holder) => holderLines(holder, resources, today)),
  ).join('\n')}\n`
}

function resourceLine({ slug, kind, address }: DraftResource): string {
  return `${slug}: {kind: ${kind}, at: ${quoted(address)}}`
}

const SHORTFALLS_SHOWN = 20

function shortfallLines(shortfalls: readonly string[]): readonly string[] {
  if (shortfalls.length === 0) return ['# Everything that it rests on was read completely.']
  const shown = shortfalls.slice(0, SHORTFALLS_SHOWN).map((line) => `#   ${commentText(line)}`)
  const rest = shortfalls.length - shown.length
  return [
    '# Not everything that it rests on was read, so more people may hold something:',
    ...shown,
    ...(rest === 0 ? [] : [`#   and ${rest} more`]),
  ]
}

function explanation(count: number, partial: boolean): readonly string[] {
  const some = partial ? 'At least ' : ''
  if (count === 0)
    return [`      ## ${partial ? 'Nobody was seen to hold anything; see above what was not read.' : 'Nobody holds anything today.'}`]
  return [
    `      ## ${some}${count} ${count === 1 ? 'holder' : 'holders'} today, none of them approved. To approve some: take away the \`[]\` above, and the`,
    '      ## `# ` before the lines that are right. Lines with two `#` explain. What stays a comment is reported as excess.',
  ]
}

/** The head and as many blocks as a policy file may hold. */
function within(head: readonly string[], blocks: readonly (readonly string[])[]): readonly string[] {
  const encoder = new TextEncoder()
  const size = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + encoder.encode(line).length + 1, 0)
  const lines = [...head]
  let bytes = size(head)
  for (const [position, block] of blocks.entries()) {
    bytes += size(block)
    if (bytes > MAX_POLICY_BYTES * 0.9) {
      return [
        ...lines,
        '      ##',
        `      ## ${blocks.length - position} more holders are not listed, since the file would be too large: \`gatehouse who\` lists them.`,
      ]
    }
    lines.push(...block)
  }
  return lines
}
