import { escapeControls } from '@tidegate/values'

/**
 * Returns a copy of a report in which all texts are safe to show, on one line: names and texts of policies, tests and files come from strangers. Commands
 * render such a copy, so that no renderer can forget a text.
 */
export function escapeTexts<T>(report: T): T {
  return escaped(report) as T
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeControls(value)
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [escapeControls(name), escaped(part)]))
}
