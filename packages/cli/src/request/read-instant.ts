import { CliError } from '../io.ts'
import { instantForms, parseInstant } from './parse-instant.ts'

/** Returns the instant that a flag names, in milliseconds since 1970; now if it is absent. Throws `CliError` for other texts. */
export function readInstant(text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs
  const instantMs = parseInstant(text, nowMs)
  if (instantMs === undefined) throw new CliError(`\`${text}\` is not a time`, `write it as ${instantForms}`)
  return instantMs
}
