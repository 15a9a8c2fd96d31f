import type { Span } from '@tidegate/model'
import type { WindowSpec, WindowTerm } from '@tidegate/values'
import type { WindowEntry, WindowSet } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { lookUp } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { readWindowTerm } from './read-window-term.ts'
import { withoutCycles } from './without-cycles.ts'
import type { ResolvedWindow, WindowPart } from './resolved.ts'
import { zoneOf } from './zone-of.ts'

type DeclaredWindow = Extract<Declared, { kind: 'window' }>

/** Returns when a declared window is open. `span` is where its name is used. */
export function resolveDeclaredWindow(checking: Checking, window: DeclaredWindow, span: Span): ResolvedWindow {
  return withoutCycles(checking, window, span, () => resolveWindow(checking, window.unit, window.set, window.name), {
    any: [],
    except: [],
  })
}

/** Returns when a window of a file is open; `name` is its declared name. */
export function resolveWindow(checking: Checking, unit: Unit, set: WindowSet, name?: string): ResolvedWindow {
  const known = checking.resolved.windows.get(set)
  if (known !== undefined) return known
  const zone = zoneOf(checking, unit, set.zone)
  const any = readEntries(checking, unit, set.entries)
  const except = readEntries(checking, unit, set.except)
  const onlySpans = any.windows.length === 0 && except.windows.length === 0
  const resolved: ResolvedWindow = onlySpans
    ? { any: [specPart(set, { terms: any.terms, except: except.terms, zone }, name)], except: [] }
    : {
        any: [...specParts(set, any.terms, zone), ...any.windows],
        except: [...specParts(set, except.terms, zone), ...except.windows],
      }
  const writesSpans = any.terms.length + except.terms.length > 0
  if (writesSpans && ++checking.spent.windows > checking.limits.windows) {
    checking.report.add('TG355', set.span, `expected at most ${checking.limits.windows} windows`)
  }
  checking.resolved.windows.set(set, resolved)
  return resolved
}

function specPart({ span }: WindowSet, spec: WindowSpec, name: string | undefined): WindowPart {
  return { kind: 'spec', spec, span, ...(name !== undefined && { name }) }
}

function specParts(set: WindowSet, terms: readonly WindowTerm[], zone: string): readonly WindowPart[] {
  return terms.length === 0 ? [] : [specPart(set, { terms, except: [], zone }, undefined)]
}

interface ReadEntries {
  readonly terms: readonly WindowTerm[]
  readonly windows: readonly WindowPart[]
}

function readEntries(checking: Checking, unit: Unit, entries: readonly WindowEntry[]): ReadEntries {
  const terms: WindowTerm[] = []
  const windows: WindowPart[] = []
  for (const entry of entries) {
    if (entry.kind === 'span') {
      const term = readWindowTerm(checking, entry)
      if (term !== undefined) terms.push(term)
    } else {
      const window = lookUp(checking, unit, entry.name, ['window'])
      if (window === undefined) continue
      windows.push(partOf(resolveDeclaredWindow(checking, window, entry.span)))
    }
  }
  return { terms, windows }
}

/**
 * Returns a window in the form in which another window contains it: a window that is a single specification becomes that
 * specification.
 */
function partOf(window: ResolvedWindow): WindowPart {
  const [only] = window.any
  const single = window.any.length === 1 && window.except.length === 0
  return single && only !== undefined ? only : { kind: 'window', window }
}
