/** One line of a plot. */
export interface Series {
  readonly name: string
  /** Whether the line is Tidegate's, which is drawn thicker. */
  readonly isOurs: boolean
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** A plot with two logarithmic axes. */
export interface Plot {
  readonly title: string
  readonly xAxis: string
  readonly yAxis: string
  readonly series: readonly Series[]
}

const width = 720
const height = 420
const frame = { left: 84, right: 44, top: 56, bottom: 96 }
const colors = { ours: '#0b6e4f', theirs: '#b3541e', ink: '#1f2933', faint: '#8a94a0', grid: '#e3e7eb' }

/** Draws the plot as SVG on a white background, readable on light and dark pages. */
export function drawPlot({ title, xAxis, yAxis, series }: Plot): string {
  const points = series.flatMap((one) => one.points)
  const [lowX, highX] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))]
  const lowY = 10 ** Math.floor(Math.log10(Math.min(...points.map(([, y]) => y))))
  const highY = 10 ** Math.ceil(Math.log10(Math.max(...points.map(([, y]) => y))))
  const across = scale(lowX, highX, frame.left, width - frame.right)
  const up = scale(lowY, highY, height - frame.bottom, frame.top)
  const parts = [
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(frame.left, 30, title, { size: 17, weight: 600, fill: colors.ink }),
    ...decades(lowY, highY).flatMap((y) => [
      `<line x1="${frame.left}" x2="${width - frame.right}" y1="${up(y)}" y2="${up(y)}" stroke="${colors.grid}"/>`,
      text(frame.left - 10, up(y) + 4, label(y), { anchor: 'end' }),
    ]),
    ...[...new Set(points.map(([x]) => x))].flatMap((x) => [
      `<line x1="${across(x)}" x2="${across(x)}" y1="${frame.top}" y2="${height - frame.bottom}" stroke="${colors.grid}"/>`,
      text(across(x), height - frame.bottom + 20, x.toLocaleString('en'), { anchor: 'middle' }),
    ]),
    text((frame.left + width - frame.right) / 2, height - frame.bottom + 42, xAxis, {
      anchor: 'middle',
      fill: colors.ink,
    }),
    `<g transform="translate(22 ${(frame.top + height - frame.bottom) / 2}) rotate(-90)">${text(0, 0, yAxis, { anchor: 'middle', fill: colors.ink })}</g>`,
    ...series.flatMap((one, index) => line(one, index, across, up)),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="${escape(title)}">`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function line(
  { name, isOurs, points }: Series,
  index: number,
  across: (x: number) => number,
  up: (y: number) => number,
): readonly string[] {
  const color = isOurs ? colors.ours : colors.theirs
  const places = points.map(([x, y]) => `${across(x).toFixed(1)},${up(y).toFixed(1)}`)
  const keyY = height - 22
  const keyX = frame.left + index * 230
  return [
    `<polyline fill="none" stroke="${color}" stroke-width="${isOurs ? 3 : 2}" points="${places.join(' ')}"/>`,
    ...points.flatMap(([x, y]) => [
      `<circle cx="${across(x).toFixed(1)}" cy="${up(y).toFixed(1)}" r="4" fill="${color}"/>`,
      text(across(x), up(y) - 10, shortTime(y), { anchor: 'middle', fill: color, size: 12 }),
    ]),
    `<line x1="${keyX}" x2="${keyX + 26}" y1="${keyY - 4}" y2="${keyY - 4}" stroke="${color}" stroke-width="${isOurs ? 3 : 2}"/>`,
    text(keyX + 34, keyY, name, { fill: colors.ink }),
  ]
}

function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = Math.log10(high) - Math.log10(low) || 1
  return (value) => from + ((Math.log10(value) - Math.log10(low)) / span) * (to - from)
}

function decades(low: number, high: number): readonly number[] {
  const first = Math.round(Math.log10(low))
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, step) => 10 ** (first + step))
}

function label(ns: number): string {
  return ns >= 1e6 ? `${ns / 1e6} ms` : ns >= 1e3 ? `${ns / 1e3} µs` : `${ns} ns`
}

function shortTime(ns: number): string {
  return ns >= 1e5 ? `${Math.round(ns / 1e3)} µs` : ns >= 1e3 ? `${(ns / 1e3).toFixed(1)} µs` : `${Math.round(ns)} ns`
}

interface TextStyle {
  readonly anchor?: 'middle' | 'end'
  readonly size?: number
  readonly weight?: number
  readonly fill?: string
}

function text(x: number, y: number, words: string, style: TextStyle): string {
  const { anchor = 'start', size = 13, weight = 400, fill = colors.faint } = style
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escape(words)}</text>`
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
