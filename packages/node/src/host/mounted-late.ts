import type { GateEvents } from '@tidegate/engine'

const shown = 3

/** The warning that requests for these routes are answered before the guard; undefined if there are none. */
export function mountedLate(routes: readonly string[]): GateEvents['warning'] | undefined {
  if (routes.length === 0) return undefined
  const names = routes.slice(0, shown).join(', ')
  const others = routes.length > shown ? ` and ${routes.length - shown} more` : ''
  return {
    code: 'mounted-late',
    message: `mounted before the guard, which does not decide their requests: ${names}${others}; mount the guard first`,
  }
}
