import { type Condition, leaf } from '@tidegate/model'
import type { TestSetEntry } from '../../syntax/ast/conditions.ts'
import type { Name } from '../../syntax/ast/leaves.ts'
import type { AddressEntry } from '../../syntax/ast/sets.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import type { PresenceKey } from '../conditions/typed.ts'
import { builtInLists } from '../declarations/reserved-names.ts'
import { replaceFix } from '../report.ts'
import { lookUp, peek } from '../scope.ts'
import { addList } from '../sets/add-address-set.ts'
import { resolveAddresses } from '../sets/resolve-addresses.ts'
import { type InContext, reportEntry, type SetTest } from './set-test.ts'
import { needsOf } from './test-context.ts'

const expected = 'addresses (`192.0.2.1`, `192.0.2.0/24`), a list, or a fact of type `ips`'

/** Checks `ip in …`: named lists and facts become separate tests, entries written in place become one set. */
export function inAddresses(context: InContext<'address'>): SetTest | undefined {
  const { checking, unit, test } = context
  const any: Condition[] = []
  const needs: PresenceKey[] = []
  const written: AddressEntry[] = []
  let failed = false
  for (const entry of test.set.entries) {
    if (entry.kind === 'address' || entry.kind === 'range') written.push(entry)
    else if (entry.kind === 'name' && builtInLists.includes(entry.name.text)) written.push(entry)
    else if (entry.kind === 'name') {
      const named = inNamed(context, entry.name)
      if (named === undefined) failed = true
      else {
        any.push(named.condition)
        needs.push(...named.needs)
      }
    } else {
      failed = true
      reportEntry(context, entry, expected, fixOf(entry))
    }
  }
  if (written.length > 0) {
    const { set, parts } = resolveAddresses(checking, unit, writtenSet(context, written))
    if (parts.length < written.length) failed = true
    any.push(leaf({ kind: 'ip-in', subject: context.subject.subject, set: checking.sets.addAddresses(set) }))
  }
  return failed ? undefined : { any, needs }
}

/** Returns the entries written in place as a set. */
function writtenSet(
  { test }: InContext<'address'>,
  entries: readonly AddressEntry[],
): Parameters<typeof resolveAddresses>[2] {
  return { entries, except: [], span: test.set.span }
}

interface Named {
  readonly condition: Condition
  readonly needs: readonly PresenceKey[]
}

function inNamed({ checking, unit, subject }: InContext<'address'>, name: Name): Named | undefined {
  const [found] = peek(checking, unit, name.text)
  if (found?.kind === 'fact' && found.spec.type === 'ips') {
    const fact = subjectOf(checking, unit, { name, span: name.span })
    if (fact?.kind !== 'addresses') return undefined
    const condition = leaf({ kind: 'ip-in-fact', subject: subject.subject, fact: fact.fact })
    return { condition, needs: needsOf(fact) }
  }
  const list = lookUp(checking, unit, name, ['list'])
  if (list === undefined) return undefined
  const condition = leaf({ kind: 'ip-in', subject: subject.subject, set: addList(checking, list, name.span) })
  return { condition, needs: [] }
}

function fixOf(entry: TestSetEntry): { readonly fix?: ReturnType<typeof replaceFix> } {
  return entry.kind === 'text' ? { fix: replaceFix(entry.span, entry.text, 'remove the quotes') } : {}
}
