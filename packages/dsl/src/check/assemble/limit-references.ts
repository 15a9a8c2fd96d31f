import type { QuotedText } from '../../syntax/ast.ts'
import type { Checking } from '../checking.ts'
import { didYouMean } from '../../did-you-mean.ts'
import { replaceFix } from '../report.ts'
import type { Draft, ExemptDraft, LimitDraft } from '../rules/draft.ts'
import { placedStatements, type Unit } from '../unit.ts'

/** Which limits the names behind `exempt … from` and `replaces` mean. */
export interface LimitReferences {
  readonly lifts: ReadonlyMap<ExemptDraft, readonly LimitDraft[]>
  readonly replaces: ReadonlyMap<LimitDraft, LimitDraft>
}

/**
 * Whether the rules of a file can reach a limit: the policy's first file reaches all, an included one only its own, so that
 * including a file never lifts what another file limits.
 */
function canReach(from: Unit, limit: LimitDraft): boolean {
  return from.role === 'root' || limit.unit === from
}

/** The references between rules; unknown names and limits that replace each other are reported. */
export function resolveReferences(checking: Checking, drafts: readonly Draft[]): LimitReferences {
  const limits = drafts.filter((draft) => draft.kind === 'limit')
  const lifts = new Map<ExemptDraft, readonly LimitDraft[]>()
  const replaces = new Map<LimitDraft, LimitDraft>()
  for (const draft of drafts) {
    if (draft.kind === 'exempt') {
      const named = draft.limits?.map((name) => limitOf(checking, draft.unit, name, limits))
      lifts.set(
        draft,
        named?.filter((limit) => limit !== undefined) ?? limits.filter((limit) => canReach(draft.unit, limit)),
      )
    } else if (draft.kind === 'limit' && draft.replaces !== undefined) {
      const replaced = limitOf(checking, draft.unit, draft.replaces, limits)
      if (replaced !== undefined) replaces.set(draft, replaced)
    }
  }
  for (const draft of replaces.keys()) reportCycle(checking, draft, replaces)
  return { lifts, replaces }
}

function limitOf(
  checking: Checking,
  from: Unit,
  name: QuotedText,
  limits: readonly LimitDraft[],
): LimitDraft | undefined {
  const found = limits.find((limit) => limit.name?.text === name.text && canReach(from, limit))
  if (found === undefined) reportUnknown(checking, from, name, limits)
  return found
}

function reportUnknown({ report, units }: Checking, from: Unit, name: QuotedText, limits: readonly LimitDraft[]): void {
  const written = namedRules(units)
  const other = written.find(({ text }) => text === name.text)
  // A limit of that name with an error of its own is not among the drafts, and has been reported.
  if (other?.kind === 'limit' && (from.role === 'root' || other.unit === from)) return
  const reachable = limits.filter((limit) => canReach(from, limit)).flatMap((limit) => limit.name?.text ?? [])
  const meant = didYouMean(name.text, reachable)
  const help =
    other === undefined
      ? undefined
      : other.kind === 'limit'
        ? `\`${other.unit.file}\` has one, which this file cannot reach: an included file reaches only its own limits`
        : 'a rule of that name exists, but is no limit'
  report.add('TG227', name.span, `no limit is called \`${name.text}\``, {
    help: meant === undefined ? (help ?? 'a limit gets its name by `as "…"`') : `did you mean \`${meant}\`?`,
    fix: meant === undefined ? undefined : replaceFix(name.span, JSON.stringify(meant), `replace it by \`${meant}\``),
  })
}

interface NamedRule {
  readonly text: string
  readonly kind: Draft['kind']
  readonly unit: Unit
}

function namedRules(units: readonly Unit[]): readonly NamedRule[] {
  return units.flatMap((unit) =>
    [...placedStatements(unit.ast.statements)].flatMap(({ statement }): readonly NamedRule[] => {
      if (!('clauses' in statement) || statement.clauses.as === undefined) return []
      return [{ text: statement.clauses.as.name.text, kind: statement.kind, unit }]
    }),
  )
}

function reportCycle({ report }: Checking, start: LimitDraft, replaces: ReadonlyMap<LimitDraft, LimitDraft>): void {
  const way: LimitDraft[] = [start]
  for (let next = replaces.get(start); next !== undefined && start.replaces !== undefined; next = replaces.get(next)) {
    if (next === start) {
      const names = [...way, start].map((limit) => `\`${limit.name?.text ?? limit.text}\``).join(' → ')
      report.add('TG308', start.replaces.span, `limits replace each other, and none would be left: ${names}`)
      return
    }
    if (way.includes(next)) return
    way.push(next)
  }
}
