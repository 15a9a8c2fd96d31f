import { CliError } from '../io.ts'
import { instantForms, parseInstant } from './parse-instant.ts'

/** The instant that a flag names, in milliseconds since 1970; absent: now. Throws `CliError` for a text that is none. */
export function readInstant(text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs
  const instantMs = parseInstant(text, nowMs)
  if (instantMs === undefined) throw new CliError(`\`${text}\` is no instant`, `write it as ${instantForms}`)
  return instantMs
}
