import { CliError } from '../io.ts'
import { readDuration } from '../request/read-duration.ts'

/** The milliseconds of `--for`. Throws `CliError` if it is missing or is not a time. */
export function readFor(text: string | undefined): number {
  if (text === undefined) throw new CliError('no duration is given', 'add --for 1h')
  const ms = readDuration(text)
  if (ms === undefined)
    throw new CliError(`invalid value of --for: \`${text}\``, 'expected a time such as 10m, 1h or 2d')
  return Math.round(ms)
}
