import {
  type DecisionClass,
  type DiffWitness,
  type LimitClass,
  type PolicyDiff,
  type UnsettledRule,
} from '@tidegate/analysis'
import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'
import { limitChange, limitTitle, outcomeWords, whereWords, whyWords, witnessWords } from './diff-words.ts'

const maxShown = 20

interface Painting extends Colors {
  readonly nowMs: number
}

/**
 * Returns the difference between two policies as text for a terminal, newly admitted requests first. Examples whose time is `nowMs` show no
 * time.
 */
export function renderPolicyDiff(
  diff: PolicyDiff & { readonly a: string; readonly b: string },
  colors: Colors,
  nowMs: number,
): string {
  const paint: Painting = { ...colors, nowMs }
  const { classes, limits, notes, unsettled, more } = diff
  const gained = classes.filter(({ to }) => to.kind === 'pass')
  const lost = classes.filter(({ from }) => from.kind === 'pass')
  const other = classes.filter(({ from, to }) => from.kind !== 'pass' && to.kind !== 'pass')
  const lines = [
    ...section(
      'now lets in',
      paint.error,
      gained.map((each) => renderClass(each, paint)),
      paint,
    ),
    ...section(
      'now refuses',
      paint.warning,
      lost.map((each) => renderClass(each, paint)),
      paint,
    ),
    ...section(
      'refuses in another way',
      paint.bold,
      together(other).map((each) => renderTogether(each, paint)),
      paint,
    ),
    ...section(
      'limited differently',
      paint.bold,
      limits.map((each) => renderLimit(each, paint)),
      paint,
    ),
    ...(more > 0 ? [`and ${more} more`, ''] : []),
    ...section(
      'decides nothing',
      paint.dim,
      notes.map(({ text, where }) => [`  ${escapeControls([...where, text].join(', '))}`]),
      paint,
    ),
    ...section(
      'not settled',
      paint.warning,
      unsettled.map((each) => [unsettledLine(each, paint)]),
      paint,
    ),
    ...(unsettled.some(({ why }) => why === 'budget')
      ? [paint.dim(`to search further: --budget ${diff.budget * 10} (${diff.steps} of ${diff.budget} steps taken)`), '']
      : []),
    answerLine(diff, paint),
  ]
  return `${lines.join('\n')}\n`
}

function section(
  title: string,
  color: (text: string) => string,
  entries: readonly (readonly string[])[],
  paint: Painting,
): readonly string[] {
  if (entries.length === 0) return []
  const rest = entries.length - maxShown
  return [
    color(title),
    ...entries.slice(0, maxShown).flat(),
    ...(rest > 0 ? [paint.dim(`  and ${rest} more: --json shows all`)] : []),
    '',
  ]
}

function renderClass({ from, to, where, all, witness }: DecisionClass, paint: Painting): readonly string[] {
  return [`  ${whereWords(where, all)}: ${outcomeWords(from)} → ${outcomeWords(to)}`, witnessLine(witness, paint)]
}

/** Groups classes of the same requests that had several answers and now have one, or had one and now have several. */
function together(classes: readonly DecisionClass[]): readonly (readonly DecisionClass[])[] {
  const by = (keyOf: (each: DecisionClass) => unknown, from: readonly DecisionClass[]): readonly DecisionClass[][] => [
    ...Map.groupBy(from, (each) => JSON.stringify([each.where, each.all, keyOf(each)])).values(),
  ]
  return by(({ to }) => to, classes)
    .flatMap((group) => (group.length > 1 ? [group] : []))
    .concat(
      by(
        ({ from }) => from,
        by(({ to }) => to, classes).flatMap((group) => (group.length > 1 ? [] : group)),
      ),
    )
}

function renderTogether(classes: readonly DecisionClass[], paint: Painting): readonly string[] {
  const [{ where, all, witness }] = classes as readonly [DecisionClass, ...DecisionClass[]]
  const [from, to] = (['from', 'to'] as const).map((end) => [
    ...new Set(classes.map((each) => outcomeWords(each[end]))),
  ])
  return [`  ${whereWords(where, all)}: ${alternatives(from!)} → ${alternatives(to!)}`, witnessLine(witness, paint)]
}

const maxAlternatives = 4

function alternatives(words: readonly string[]): string {
  const shown = words.slice(0, maxAlternatives)
  if (words.length > shown.length) return `${shown.join(', ')} or ${words.length - shown.length} other answers`
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}

function unsettledLine({ text, side, file, line, why }: UnsettledRule, paint: Painting): string {
  const place =
    file === undefined ? '' : `  ${paint.dim(`${file}:${line}${side === undefined ? '' : ` (${side.toUpperCase()})`}`)}`
  return `  ${escapeControls(text)}${place}: ${whyWords(why)}`
}

function renderLimit(limit: LimitClass, paint: Painting): readonly string[] {
  return [
    `  ${limitTitle(limit)}, ${whereWords(limit.where, limit.all)}: ${limitChange(limit)}`,
    witnessLine(limit.witness, paint),
  ]
}

function witnessLine(witness: DiffWitness, paint: Painting): string {
  return paint.dim(`    such as ${witnessWords(witness, paint.nowMs)}`)
}

function answerLine(
  { answer, a, b }: PolicyDiff & { readonly a: string; readonly b: string },
  paint: Painting,
): string {
  switch (answer) {
    case 'equal':
      return paint.good(`equal: ${a} and ${b} decide every request the same`)
    case 'different':
      return paint.error(`different: ${a} and ${b}`)
    case 'not-settled':
      return paint.warning(
        `not settled: no difference between ${a} and ${b} was found, but not everything could be analysed`,
      )
  }
}
