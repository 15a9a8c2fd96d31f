import { type Condition, leaf, negate } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { ResolvedWindow, WindowPart } from '../sets/resolved.ts'

/** Returns the condition that a window is open: a single test, unless the window refers to other windows. */
export function windowCondition(checking: Checking, window: ResolvedWindow): Condition {
  const { windowConditions } = checking.resolved
  const condition = windowConditions.get(window) ?? makeCondition(checking, window)
  windowConditions.set(window, condition)
  return condition
}

function makeCondition(checking: Checking, { any, except }: ResolvedWindow): Condition {
  const open = oneOf(any.map((part) => partCondition(checking, part)))
  if (except.length === 0) return open
  return { kind: 'and', all: [open, negate(oneOf(except.map((part) => partCondition(checking, part))))] }
}

function partCondition(checking: Checking, part: WindowPart): Condition {
  return part.kind === 'spec'
    ? leaf({ kind: 'now-in', window: checking.sets.addWindow(part.spec, part.name) })
    : windowCondition(checking, part.window)
}

function oneOf(any: readonly Condition[]): Condition {
  const [only] = any
  return any.length === 1 && only !== undefined ? only : { kind: 'or', any }
}
