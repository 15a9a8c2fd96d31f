import { countDescription, describeDeclared } from './hover/describe-declared.ts'
import { describeRuleAt } from './hover/describe-rule.ts'
import { keywordHelp } from './hover/keyword-help.ts'
import { type Analysis, unitOf } from './analyse.ts'
import { pageOfCode, titleOfCode } from './diagnose.ts'
import { nameAt } from './name-at.ts'
import { declaredIn, occurrenceAt } from './symbols.ts'
import { offsetAt, type Position, type Range, rangeOf } from './text-position.ts'

/** What an editor shows about a position. */
export interface Hover {
  /** Markdown. */
  readonly contents: string
  readonly range: Range
}

/**
 * Returns what is known about a position: the diagnostics there, what a set contains or a fact is, what a limit promises, when a window opens next
 * after `nowMs` (ms since 1970), or the help of a keyword. Undefined if there is nothing to say.
 */
export function hover(analysis: Analysis, file: string, position: Position, nowMs: number): Hover | undefined {
  const text = analysis.textOf(file)
  if (text === undefined || unitOf(analysis, file) === undefined) return undefined
  const offset = offsetAt(text, position)
  const parts: string[] = []
  let range: Range | undefined
  for (const { span, code, message, help } of analysis.checked.diagnostics) {
    if (span.file !== file || span.start > offset || span.end < offset) continue
    parts.push(
      `**${code}** ${titleOfCode(code)}: ${message}${help === undefined ? '' : `  \n${help}`}  \n[about ${code}](${pageOfCode(code)})`,
    )
    range ??= rangeOf(text, span)
  }
  const word = nameAt(text.text, offset)
  const occurrence = occurrenceAt(analysis, file, offset)
  const name = occurrence?.space === 'name' ? occurrence.name : word?.name
  if (name !== undefined) {
    const described = describeDeclared(analysis, declaredIn(analysis, file, name), nowMs) ?? countDescription(name)
    if (described !== undefined) parts.push(described)
  }
  if (occurrence === undefined && word !== undefined && parts.length === 0) {
    const rule = describeRuleAt(analysis, file, offset, word.name)
    const help = keywordHelp(word.name)
    for (const part of [rule, help]) if (part !== undefined) parts.push(part)
  }
  if (parts.length === 0) return undefined
  const own = occurrence?.span ?? word?.span
  return { contents: parts.join('\n\n---\n\n'), range: range ?? rangeOf(text, own ?? { start: offset, end: offset }) }
}
