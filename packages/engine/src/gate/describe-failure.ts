import { escapeControls } from '@tidegate/values'
import type { GateEvents } from '../events/gate-events.ts'

/** Says on one line that a reload failed and which policy is in force, with the first error and its place. */
export function describeFailure({ message, diagnostics }: GateEvents['reload-failed']): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const more = errors.length < 2 ? '' : ` (and ${errors.length - 1} more)`
  const why =
    first === undefined
      ? escapeControls(message.slice(0, maxLength))
      : `${escapeControls(first.place.file)}:${first.place.line}:${first.place.column}: ${first.code}: ${escapeControls(first.message.slice(0, maxLength))}${more}`
  return `the changed policy cannot be used, and the last valid one stays in force: ${why}`
}

const maxLength = 1_000
