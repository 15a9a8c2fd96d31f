import { didYouMean } from '@tidegate/values'
import type { StringLiteral } from '../../syntax/ast/leaves.ts'
import type { Checking } from '../checking.ts'
import { replaceFix } from '../report.ts'
import type { Draft, ExemptDraft, LimitDraft } from '../rules/draft.ts'
import { placedStatements, type Unit } from '../unit.ts'

/** The limits to which the names after `exempt … from` and `replaces` refer. */
export interface LimitReferences {
  readonly lifts: ReadonlyMap<ExemptDraft, readonly LimitDraft[]>
  readonly replaces: ReadonlyMap<LimitDraft, LimitDraft>
}

/**
 * Whether the rules of a file can refer to a limit: the root file can refer to all limits, an included file only to its own, so
 * that including a file never lifts limits of other files.
 */
function canReach(from: Unit, limit: LimitDraft): boolean {
  return from.role === 'root' || limit.unit === from
}

/** Resolves the references between rules; unknown names and cycles of `replaces` are reported. */
export function resolveReferences(checking: Checking, drafts: readonly Draft[]): LimitReferences {
  const limits = drafts.filter((draft) => draft.kind === 'limit')
  const named = byName(limits)
  const lifts = new Map<ExemptDraft, readonly LimitDraft[]>()
  const replaces = new Map<LimitDraft, LimitDraft>()
  let left = checking.limits.lifts
  for (const draft of drafts) {
    if (draft.kind === 'exempt') {
      const lifted =
        draft.limits
          ?.map((name) => limitOf(checking, draft.unit, name, named))
          .filter((limit) => limit !== undefined) ?? limits.filter((limit) => canReach(draft.unit, limit))
      left -= lifted.length
      if (left >= 0) lifts.set(draft, lifted)
      else {
        const message = `exemptions may lift at most ${checking.limits.lifts} limits in total, each counted once for every exemption`
        checking.report.add('TG352', draft.statement.span, message)
        break
      }
    } else if (draft.kind === 'limit' && draft.replaces !== undefined) {
      const replaced = limitOf(checking, draft.unit, draft.replaces, named)
      if (replaced !== undefined) replaces.set(draft, replaced)
    }
  }
  const seen = new Set<LimitDraft>()
  for (const draft of replaces.keys()) reportCycle(checking, draft, replaces, seen)
  return { lifts, replaces }
}

type Named = ReadonlyMap<string, readonly LimitDraft[]>

/** Groups limits by name: limits with the same name are in different files. */
function byName(limits: readonly LimitDraft[]): Named {
  const named = new Map<string, LimitDraft[]>()
  for (const limit of limits) {
    if (limit.name === undefined) continue
    const sameName = named.get(limit.name.text)
    if (sameName === undefined) named.set(limit.name.text, [limit])
    else sameName.push(limit)
  }
  return named
}

function limitOf(checking: Checking, from: Unit, name: StringLiteral, named: Named): LimitDraft | undefined {
  const found = named.get(name.text)?.find((limit) => canReach(from, limit))
  if (found === undefined) reportUnknown(checking, from, name, named)
  return found
}

function reportUnknown({ report, units }: Checking, from: Unit, name: StringLiteral, named: Named): void {
  if (report.isFull()) return
  const written = namedRules(units)
  const other = written.find(({ text }) => text === name.text)
  // A limit of that name that has an error itself is not among the drafts, and has already been reported.
  if (other?.kind === 'limit' && (from.role === 'root' || other.unit === from)) return
  const reachable = [...named].flatMap(([text, sameName]) =>
    sameName.some((limit) => canReach(from, limit)) ? [text] : [],
  )
  const suggestion = didYouMean(name.text, reachable)
  const help =
    other === undefined
      ? undefined
      : other.kind === 'limit'
        ? `\`${other.unit.file}\` has a limit with this name, but an included file can refer only to its own limits`
        : 'a rule with this name exists, but it is not a limit'
  report.add('TG227', name.span, `no limit is named \`${name.text}\``, {
    help:
      suggestion === undefined ? (help ?? 'give the limit a name with `as "…"`') : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined
        ? undefined
        : replaceFix(name.span, JSON.stringify(suggestion), `replace it with \`${suggestion}\``),
  })
}

interface NamedRule {
  readonly text: string
  readonly kind: Draft['kind']
  readonly unit: Unit
}

function namedRules(units: readonly Unit[]): readonly NamedRule[] {
  return units.flatMap((unit) =>
    placedStatements(unit.ast.statements).flatMap(({ statement }): readonly NamedRule[] => {
      if (!('clauses' in statement) || statement.clauses.as === undefined) return []
      return [{ text: statement.clauses.as.name.text, kind: statement.kind, unit }]
    }),
  )
}

/**
 * Reports the cycle of replacements that a limit belongs to, if any. `seen` contains limits that have been followed already: each limit
 * replaces at most one other, so a chain that reaches one of them has no new cycle. Linear over all limits.
 */
function reportCycle(
  { report }: Checking,
  start: LimitDraft,
  replaces: ReadonlyMap<LimitDraft, LimitDraft>,
  seen: Set<LimitDraft>,
): void {
  const chain: LimitDraft[] = []
  const places = new Map<LimitDraft, number>()
  let at: LimitDraft | undefined = start
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    places.set(at, chain.push(at) - 1)
    at = replaces.get(at)
  }
  const place = at === undefined ? undefined : places.get(at)
  if (place === undefined) return
  const cycle = chain.slice(place)
  for (const [index, limit] of cycle.entries()) {
    if (limit.replaces === undefined) continue
    const names = [...cycle.slice(index), ...cycle.slice(0, index), limit]
    const words = names.map((each) => `\`${each.name?.text ?? each.text}\``).join(' → ')
    report.add('TG308', limit.replaces.span, `these limits replace each other in a cycle: ${words}`)
    if (report.isFull()) return
  }
}
