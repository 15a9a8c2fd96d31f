import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'
import { bar } from '../../terminal/bars.ts'
import { bounded } from '../../terminal/numbers.ts'
import type { ReportedGroup, ReportedHitter, ReportedLine } from '@tidegate/replay'
import { agentWords } from './summary.ts'
import { clientWords, keyWords, lineWords, statusWords } from './words.ts'

/** How text is rendered. */
export interface TextStyle {
  readonly colors: Colors
  /** Width of a line in characters. */
  readonly width: number
}

const labelWidth = 10
const barWidth = 12

/** Returns indented lines with the clients, agents and paths of requests, and how these were answered when the log was written. */
export function renderGroup(
  group: ReportedGroup,
  examples: readonly ReportedLine[],
  style: TextStyle,
): readonly string[] {
  const { colors } = style
  const answered = statusWords(group)
  return [
    `    ${colors.dim(`${clientWords(group)}${answered === '' ? '' : `; original replies: ${answered}`}`)}`,
    ...renderHitters('clients', group.clients, group.count, style),
    ...renderHitters('agents', group.agents, group.count, style, agentWords),
    ...renderHitters('paths', group.paths, group.count, style),
    ...renderLines(examples, style),
  ]
}

function renderHitters(
  label: string,
  hitters: readonly ReportedHitter[],
  count: number,
  { colors, width }: TextStyle,
  wordsOf: (hitter: ReportedHitter) => string = keyWords,
): readonly string[] {
  // A log without agents has nothing to show here.
  if (hitters.length === 1 && hitters[0]!.key === undefined) return []
  const counts = hitters.map((hitter) => bounded(hitter.count, hitter.error))
  const countWidth = Math.max(0, ...counts.map((text) => text.length))
  const room = Math.max(20, width - 4 - labelWidth - countWidth - barWidth - 4)
  const keys = hitters.map((hitter) => clip(wordsOf(hitter), room))
  const keyWidth = Math.max(0, ...keys.map((text) => text.length))
  return hitters.map((hitter, index) => {
    const name = (index === 0 ? label : '').padEnd(labelWidth)
    return `    ${colors.dim(name)}${keys[index]!.padEnd(keyWidth)}  ${counts[index]!.padStart(countWidth)}  ${colors.dim(bar(hitter.count / count, barWidth))}`
  })
}

/** Returns lines of a log with their places; the first one has a label. */
export function renderLines(lines: readonly ReportedLine[], { colors, width }: TextStyle): readonly string[] {
  return lines.map((shown, index) => {
    const name = (index === 0 ? 'first' : '').padEnd(labelWidth)
    const place = lineWords(shown)
    return `    ${colors.dim(name)}${colors.dim(place)}  ${clip(escapeControls(shown.text), Math.max(20, width - 6 - labelWidth - place.length))}`
  })
}

/** Shortens a text to at most `maxLength` characters. */
export function clip(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text
}
