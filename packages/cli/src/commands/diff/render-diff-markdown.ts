import type { Loosening } from '@tidegate/analysis'
import { codeText, proseText, table } from '../../output/markdown.ts'
import type { DiffReport } from './diff-report.ts'
import { limitChange, limitTitle, outcomeWords, whereWords, whyWords, witnessWords } from './diff-words.ts'

/** A row of a table about a comparison, in Markdown. */
interface DiffRow {
  /** Whether the second policy may let more through. */
  readonly isLooser: boolean
  readonly what: string
  readonly requests: string
  readonly change: string
  readonly example: string
}

/** Returns the difference between two policies as Markdown of the size of a comment: one table, with what lets more through first. */
export function renderDiffMarkdown(report: DiffReport, loosening: Loosening | undefined, nowMs: number): string {
  const { a, b } = report
  const rows = diffRows(report, loosening, nowMs)
  const [before, after] = [codeText(a), codeText(b)]
  if (rows.length === 0) return `${before} and ${after} decide every request the same.\n`
  const title =
    loosening === undefined
      ? `Nothing passes ${after} that ${before} refuses.`
      : `**${after} may let through what ${before} refuses.**`
  const cells = rows.map(({ isLooser, what, ...row }) => [
    isLooser ? `**${what}**` : what,
    row.requests,
    row.change,
    row.example,
  ])
  const more = 'see them with `tidegate diff --json`'
  return `${title}\n\n${table(['', 'Requests', 'Before → after', 'Example'], cells, more)}`
}

/** Returns the rows about a comparison, those that let more through first. */
function diffRows(report: DiffReport, loosening: Loosening | undefined, nowMs: number): readonly DiffRow[] {
  const { classes, limits, unsettled, more } = report
  const looserLimits = new Set(loosening?.limits)
  const rows: readonly DiffRow[] = [
    ...classes.map(({ from, to, where, all, witness }) => ({
      isLooser: to.kind === 'pass',
      what: to.kind === 'pass' ? 'now lets in' : from.kind === 'pass' ? 'now refuses' : 'refuses in another way',
      requests: codeText(whereWords(where, all)),
      change: codeText(`${outcomeWords(from)} → ${outcomeWords(to)}`),
      example: codeText(witnessWords(witness, nowMs)),
    })),
    ...limits.map((limit) => ({
      isLooser: looserLimits.has(limit),
      what: 'limited differently',
      requests: codeText(`${limitTitle(limit).replaceAll('`', '')}, ${whereWords(limit.where, limit.all)}`),
      change: codeText(limitChange(limit)),
      example: codeText(witnessWords(limit.witness, nowMs)),
    })),
    ...unsettled.map(({ text, file, line, why }) => ({
      isLooser: true,
      what: 'not settled',
      requests: codeText(text),
      change: proseText(whyWords(why)),
      example: file === undefined ? '' : codeText(`${file}:${line}`),
    })),
    ...(more > 0
      ? [{ isLooser: true, what: 'not shown', requests: `${more} more differences`, change: '', example: '' }]
      : []),
  ]
  return rows.toSorted((x, y) => Number(y.isLooser) - Number(x.isLooser))
}
