import { type Markup, joined, markup } from '../html/markup.ts'

export interface LineChart {
  /** Unique on its page. */
  readonly id: string
  /** The message, and what is counted. */
  readonly headline: string
  readonly subtitle: string
  /** Null: no data, which leaves a gap in the line. */
  readonly points: readonly { readonly label: string; readonly value: number | null }[]
}

const WIDTH = 640
const HEIGHT = 220
const LEFT = 44
const RIGHT = 20
const TOP = 16
const BOTTOM = 40

/** A line with an axis from zero, labelled at its ends; broken where there was no data. The figures belong in a table beside it. */
export function lineChart({ id, headline, subtitle, points }: LineChart): Markup {
  const values = points.flatMap(({ value }) => value ?? [])
  const top = Math.max(1, ...values)
  const x = (i: number) => Math.round(LEFT + (points.length < 2 ? 0 : (i * (WIDTH - LEFT - RIGHT)) / (points.length - 1)))
  const y = (value: number) => Math.round(HEIGHT - BOTTOM - (value * (HEIGHT - TOP - BOTTOM)) / top)
  const marks = points.flatMap(({ value }, i) => (value === null ? [] : [markup`<circle cx="${x(i)}" cy="${y(value)}" r="4"></circle>`]))
  const described = points.map(({ label, value }) => `${label}: ${value ?? 'no data'}`).join('; ')
  const first = points[0]
  const last = points.at(-1)
  return markup`<figure class="chart"><figcaption><b>${headline}</b><span class="sub">${subtitle}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${headline}</title><desc id="${id}-desc">${described}</desc>
<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"></path>
${joined(segments(points.map(({ value }, i) => (value === null ? null : `${x(i)} ${y(value)}`))))}
${marks}
<text x="${LEFT - 8}" y="${TOP + 5}" text-anchor="end">${top}</text><text x="${LEFT - 8}" y="${HEIGHT - BOTTOM + 4}" text-anchor="end">0</text>
${first === undefined ? null : markup`<text x="${LEFT}" y="${HEIGHT - 14}">${first.label}</text>`}
${last === undefined || points.length < 2 ? null : markup`<text x="${WIDTH - RIGHT}" y="${HEIGHT - 14}" text-anchor="end">${last.label}</text>`}
</svg></figure>
`
}

/** One path for each unbroken run of points. */
function segments(places: readonly (string | null)[]): readonly Markup[] {
  const runs: string[][] = [[]]
  for (const place of places) {
    if (place === null) runs.push([])
    else runs.at(-1)?.push(place)
  }
  return runs.filter((run) => run.length > 1).map((run) => markup`<path class="line" d="M${run.join('L')}"></path>`)
}
