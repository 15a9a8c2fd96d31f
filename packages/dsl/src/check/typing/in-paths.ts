import { type Condition, leaf, negate } from '@tidegate/model'
import type { PathEntry } from '../../syntax/ast/sets.ts'
import { replaceFix } from '../report.ts'
import { lookUp } from '../scope.ts'
import { readParts, resolveDeclaredPaths } from '../sets/resolve-paths.ts'
import type { PathParts, ResolvedPaths } from '../sets/resolved.ts'
import { reportEscapedSlashes } from './report-escaped-slashes.ts'
import { type InContext, reportEntry, type SetTest } from './set-test.ts'

/** Checks `path in …` and `target in …`: named sets become separate tests, patterns written in place become one set. */
export function inPaths(context: InContext<'path'>): SetTest | undefined {
  const { checking, unit, test } = context
  const any: Condition[] = []
  const written: PathEntry[] = []
  let failed = false
  for (const entry of test.set.entries) {
    if (entry.kind === 'pattern') written.push(entry)
    else if (entry.kind === 'name') {
      const paths = lookUp(checking, unit, entry.name, ['paths'])
      if (paths === undefined) failed = true
      else {
        const resolved = resolveDeclaredPaths(checking, paths, entry.span)
        reportQueries(context, resolved.any, 0)
        any.push(conditionOfPaths(context, resolved, paths.name))
      }
    } else {
      failed = true
      const fix = entry.kind === 'text' ? replaceFix(entry.span, entry.text, 'remove the quotes') : undefined
      reportEntry(context, entry, 'path patterns such as `/admin/**`, or a set of paths', { fix })
    }
  }
  if (written.length > 0) {
    const parts = readParts(checking, unit, written)
    if (parts.patterns.length < written.length || reportQueries(context, parts, written.length)) failed = true
    for (const condition of conditionsOfParts(context, parts)) any.push(condition)
  }
  return failed ? undefined : { any, needs: [] }
}

/** TG208: patterns with a query, which no path matches. Returns whether there are any. The fix is offered if all `written` patterns have one. */
function reportQueries({ checking, subject }: InContext<'path'>, { patterns }: PathParts, written: number): boolean {
  if (subject.subject === 'target') return false
  const wrong = patterns.filter(({ text }) => text.includes('?'))
  for (const { text, span } of wrong) {
    checking.report.add('TG208', span, `\`path\` never matches \`${text}\`: the query is not part of a path`, {
      help: `\`?\` begins the query: write \`target in ${text}\`, or test \`query("…")\``,
      fix: wrong.length === written ? replaceFix(subject.span, 'target', 'write `target`') : undefined,
    })
  }
  return wrong.length > 0
}

/** Returns a set of paths as a condition: one test if possible, else `and`, `or` and `not` of tests if it contains sets with exceptions. */
function conditionOfPaths(context: InContext<'path'>, paths: ResolvedPaths, name?: string): Condition {
  const { pathConditions } = context.checking.resolved
  const known = pathConditions.get(paths) ?? new Map<'path' | 'target', Condition>()
  pathConditions.set(paths, known)
  const condition = known.get(context.subject.subject) ?? makeCondition(context, paths, name)
  known.set(context.subject.subject, condition)
  return condition
}

function makeCondition(context: InContext<'path'>, { any, except }: ResolvedPaths, name?: string): Condition {
  if (any.sets.length === 0 && except.sets.length === 0) {
    const patterns = { include: textsOf(context, any), except: textsOf(context, except) }
    const set = context.checking.sets.addPaths(patterns, name)
    return leaf({ kind: 'path-in', subject: context.subject.subject, set })
  }
  const included = oneOf(conditionsOfParts(context, any))
  const excepted = conditionsOfParts(context, except)
  return excepted.length === 0 ? included : { kind: 'and', all: [included, negate(oneOf(excepted))] }
}

function conditionsOfParts(context: InContext<'path'>, parts: PathParts): readonly Condition[] {
  const sets = parts.sets.map((set) => conditionOfPaths(context, set))
  if (parts.patterns.length === 0) return sets
  const set = context.checking.sets.addPaths({ include: textsOf(context, parts), except: [] })
  return [leaf({ kind: 'path-in', subject: context.subject.subject, set }), ...sets]
}

function textsOf({ checking, subject }: InContext<'path'>, { patterns }: PathParts): readonly string[] {
  reportEscapedSlashes(checking, subject.subject, patterns)
  return [...new Set(patterns.map(({ text }) => text))]
}

function oneOf(any: readonly Condition[]): Condition {
  const [only] = any
  return any.length === 1 && only !== undefined ? only : { kind: 'or', any }
}
