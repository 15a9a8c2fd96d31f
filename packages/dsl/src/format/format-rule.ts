import type {
  CostAst,
  DurationAst,
  KeyPartAst,
  PeriodAst,
  ReplyClause,
  RuleClauses,
  RuleStatement,
} from '../syntax/ast/rules.ts'
import { formatFact, formatParts } from './format-condition.ts'
import { formatWindow } from './format-window.ts'
import type { Piece } from './piece.ts'
import { writeNumber, writeText } from './write-literal.ts'

/**
 * Returns a rule on one line, with its clauses in the canonical order: `during`, `when`, `unless`, then `as`, `reply`, `log`, `costing`, `burst`,
 * `including refused`, `counting only replies`, `then block for`, `replaces`. Equal rules give equal texts, regardless of their original layout.
 */
export function formatRule(rule: RuleStatement): string {
  const head = headOf(rule).parts.join(' ')
  return clausesOf(rule.clauses).reduce((line, clause) => line + separatorOf(clause) + clause.parts.join(' '), head)
}

/** Returns the separator before a clause on the same line: one space before guards, two before all other clauses. */
export function separatorOf(clause: ClausePiece): string {
  return clause.guard ? ' ' : '  '
}

/** A clause for the layout. */
export interface ClausePiece extends Piece {
  readonly guard: boolean
}

/** Returns the rule without its clauses. The span is that of the whole rule: the layout determines the end of the head. */
export function headOf(rule: RuleStatement): Piece {
  const shadow = rule.shadow ? 'shadow ' : ''
  return { parts: headParts(rule, shadow), span: rule.span }
}

function headParts(rule: RuleStatement, shadow: string): readonly string[] {
  switch (rule.kind) {
    case 'block':
      return prefixed(`${shadow}block`, formatParts(rule.condition))
    case 'allow-only':
      return prefixed(`${shadow}allow only`, formatParts(rule.condition))
    case 'limit': {
      const count = 'value' in rule.count ? writeNumber(rule.count.value) : rule.count.text
      const key = rule.key.length === 0 ? 'in total' : `per ${rule.key.map(formatKeyPart).join(' and ')}`
      return [`${shadow}limit ${count} ${formatPeriod(rule.period)} ${key}`]
    }
    case 'exempt': {
      const limits = rule.limits?.map(({ text }) => writeText(text)).join(', ') ?? 'limits'
      const parts = prefixed(`${shadow}exempt`, formatParts(rule.condition))
      return [...parts.slice(0, -1), `${parts.at(-1) ?? ''} from ${limits}`]
    }
  }
}

/** Returns `per 15 minutes`, `per calendar month in Europe/Berlin` or `at once`. */
function formatPeriod(period: PeriodAst): string {
  switch (period.kind) {
    case 'sliding': {
      const { amount, unit } = period
      return `per ${amount === 1 ? unit : formatDuration(period)}`
    }
    case 'calendar':
      return `per calendar ${period.unit}${period.zone === undefined ? '' : ` in ${period.zone.text}`}`
    case 'at-once':
      return 'at once'
  }
}

/** Returns `1 minute` or `15 minutes`. */
function formatDuration({ amount, unit }: DurationAst): string {
  return amount === 1 ? `1 ${unit}` : `${writeNumber(amount)} ${unit}s`
}

/** Returns `10 if path in /search` for each cost, or the fact; a line may be broken between two costs. */
function costParts(cost: CostAst): readonly string[] {
  if (cost.kind === 'fact') return [formatFact(cost.fact)]
  return cost.cases.map(({ places, condition }, index) => {
    const comma = index === cost.cases.length - 1 ? '' : ','
    return `${writeNumber(places.value)} if ${formatParts(condition).join(' ')}${comma}`
  })
}

/** Returns `ip exact`, `network(24, 56)`, `header("x-api-key")` and the like. */
function formatKeyPart(part: KeyPartAst): string {
  switch (part.kind) {
    case 'ip':
      return part.exact ? 'ip exact' : 'ip'
    case 'network':
      return `network(${writeNumber(part.v4.value)}, ${writeNumber(part.v6.value)})`
    case 'fact':
      return formatFact(part.fact)
  }
}

/** Returns the clauses in the canonical order. */
export function clausesOf(clauses: RuleClauses): readonly ClausePiece[] {
  const { during, when, unless, as, reply, log, costing, burst } = clauses
  const { includingRefused, countingReplies, thenBlock, replaces } = clauses
  const pieces: (ClausePiece | undefined)[] = [
    during && { guard: true, parts: [`during ${formatWindow(during.window)}`], span: during.span },
    when && { guard: true, parts: prefixed('when', formatParts(when.condition)), span: when.span },
    unless && { guard: true, parts: prefixed('unless', formatParts(unless.condition)), span: unless.span },
    as && { guard: false, parts: [`as ${writeText(as.name.text)}`], span: as.span },
    reply && {
      guard: false,
      parts: [`reply ${writeNumber(reply.status.value)}${formatReplyBody(reply)}`],
      span: reply.span,
    },
    log && { guard: false, parts: [`log ${log.level}`], span: log.span },
    costing && { guard: false, parts: prefixed('costing', costParts(costing.cost)), span: costing.span },
    burst && { guard: false, parts: [`burst ${writeNumber(burst.count.value)}`], span: burst.span },
    includingRefused && { guard: false, parts: ['including refused'], span: includingRefused.span },
    countingReplies && {
      guard: false,
      parts: [`counting only replies ${countingReplies.statuses.map(({ value }) => writeNumber(value)).join(', ')}`],
      span: countingReplies.span,
    },
    thenBlock && {
      guard: false,
      parts: [`then block for ${formatDuration(thenBlock.duration)}`],
      span: thenBlock.span,
    },
    replaces && { guard: false, parts: [`replaces ${writeText(replaces.name.text)}`], span: replaces.span },
  ]
  return pieces.filter((piece) => piece !== undefined)
}

/** Returns the part of a reply after the status, with a space before it. */
function formatReplyBody({ text, file, to }: ReplyClause): string {
  if (file !== undefined) return ` file ${writeText(file.text)}`
  if (to !== undefined) return ` to ${writeText(to.text)}`
  return text === undefined ? '' : ` ${writeText(text.text)}`
}

function prefixed(word: string, parts: readonly string[]): readonly string[] {
  return parts.map((part, index) => (index === 0 ? `${word} ${part}` : part))
}
