import type { WindowEntry } from '../../syntax/ast/sets.ts'
import { windowCondition } from '../conditions/window-condition.ts'
import { resolveWindow } from '../sets/resolve-window.ts'
import { type InContext, reportEntry, type SetTest } from './set-test.ts'

/** Checks `now in peak`, which is the same as `during peak`. */
export function inWindows(context: InContext<'time'>): SetTest | undefined {
  const { checking, unit, test } = context
  const entries: WindowEntry[] = []
  for (const entry of test.set.entries) {
    if (entry.kind === 'name' || entry.kind === 'span') entries.push(entry)
    else reportEntry(context, entry, 'windows')
  }
  if (entries.length < test.set.entries.length) return undefined
  const { zone, span } = test.set
  const window = resolveWindow(checking, unit, { entries, except: [], ...(zone !== undefined && { zone }), span })
  return { any: [windowCondition(checking, window)], needs: [] }
}
