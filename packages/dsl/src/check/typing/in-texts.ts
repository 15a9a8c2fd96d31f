import { type Condition, leaf, type TextSubject } from '@tidegate/model'
import type { Name } from '../../syntax/ast/leaves.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import type { PresenceKey } from '../conditions/typed.ts'
import { replaceFix } from '../report.ts'
import { lookUp, peek } from '../scope.ts'
import { resolveTexts } from '../sets/resolve-texts.ts'
import { readTextValue } from './read-text-value.ts'
import { type InContext, reportEntry, type SetTest } from './set-test.ts'
import { needsOf } from './test-context.ts'

/** Checks `user.role in "a", "b"`, `method in GET, HEAD`, `host in tenants`, `user.role in user.roles`. */
export function inTexts(context: InContext<'text' | 'texts'>): SetTest | undefined {
  const { test, subject } = context
  const values: string[] = []
  const any: Condition[] = []
  const needs: PresenceKey[] = []
  let failed = false
  for (const entry of test.set.entries) {
    if (entry.kind === 'text') {
      const value = readTextValue(context, entry.text, entry.span)
      if (value === undefined) failed = true
      else values.push(value)
    } else if (entry.kind === 'name') {
      const named = inNamed(context, entry.name)
      if (named === undefined) failed = true
      else {
        for (const value of named.values) values.push(value)
        any.push(...named.any)
        needs.push(...named.needs)
      }
    } else {
      failed = true
      const text = JSON.stringify(context.checking.sourceText(entry.span))
      reportEntry(context, entry, 'quoted strings', { fix: replaceFix(entry.span, text, 'put it in quotes') })
    }
  }
  if (failed) return undefined
  if (values.length === 0 && any.length > 0) return { any, needs }
  const unique = [...new Set(values)].toSorted()
  return { any: [leaf({ kind: 'text-in', subject: subject.subject, values: unique }), ...any], needs }
}

interface Named {
  readonly values: readonly string[]
  readonly any: readonly Condition[]
  readonly needs: readonly PresenceKey[]
}

function inNamed(context: InContext<'text' | 'texts'>, name: Name): Named | undefined {
  const { checking, unit, subject } = context
  const [found] = peek(checking, unit, name.text)
  if (found === undefined && subject.subject.kind === 'method') {
    const value = readTextValue(context, name.text, name.span)
    return value === undefined ? undefined : { values: [value], any: [], needs: [] }
  }
  if (found?.kind === 'fact') {
    const fact = subjectOf(checking, unit, { name, span: name.span })
    if (fact?.kind === 'texts' || fact?.kind === 'text') {
      return { values: [], any: [sameText(subject.subject, fact.subject)], needs: needsOf(fact) }
    }
    checking.report.add('TG207', name.span, `\`${name.text}\` is not a set of texts`)
    return undefined
  }
  if (found === undefined && checking.scopes.visible(unit).size === 0) {
    const fix = replaceFix(name.span, `"${name.text}"`, 'put it in quotes')
    checking.report.add('TG201', name.span, `no set of texts is named \`${name.text}\``, {
      help: 'strings must be in quotes',
      fix,
    })
    return undefined
  }
  const texts = lookUp(checking, unit, name, ['texts'])
  if (texts === undefined) return undefined
  const { values: declared } = resolveTexts(checking, texts, name.span)
  const values = declared.flatMap(({ text, span }) => readTextValue(context, text, span) ?? [])
  return values.length < declared.length ? undefined : { values, any: [], needs: [] }
}

function sameText(subject: TextSubject, other: TextSubject): Condition {
  return leaf({ kind: 'text-same', subject, other })
}
