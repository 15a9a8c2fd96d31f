import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { TextTests } from '../draft/text-tests.ts'
import type { FilterFile } from './read-filter.ts'
import { type Jail, secondsOf } from './read-jails.ts'
import { durationText } from '@tidegate/model'

/** What jails are written to. */
export interface JailWriting {
  readonly draft: PolicyDraft
  readonly tests: TextTests
}

/** Returns a whole number from 1; undefined if the option is not one. */
export function numberOption(jail: Jail, name: string, byDefault: number): number | undefined {
  const text = jail.option(name)?.value.trim() ?? String(byDefault)
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

/**
 * Returns the ban of a jail as a clause of a limit, or an empty text if it has no equivalent, which is noted: a block lasts for at most a year, and no
 * longer for a client that comes back.
 */
export function banClause(jail: Jail, { draft }: JailWriting): string {
  const bantime = jail.option('bantime')
  const seconds = secondsOf(bantime?.value ?? '10m')
  if (seconds !== undefined && Number.isInteger(seconds) && seconds >= 1 && seconds <= 365 * 86_400)
    return `  then block for ${durationText(seconds * 1_000)}`
  const { line, file } = bantime ?? jail
  const written = bantime?.value ?? ''
  draft.note(line, `jail ${jail.name}: bantime ${written} is not imported: a block lasts from a second to a year`, file)
  return ''
}

/** Notes what a jail does that a limit does not. */
export function noteOptions(jail: Jail, { draft }: JailWriting): void {
  const note = (message: string, at: { readonly line: number; readonly file?: string } = jail): void =>
    draft.note(at.line, `jail ${jail.name}: ${message}`, at.file)
  const increment = jail.option('bantime.increment')
  if (increment !== undefined && /^(?:1|yes|true|on)$/i.test(increment.value))
    note('bantime.increment is not imported: every block of a limit is equally long', increment)
  const command = jail.option('ignorecommand')
  if (command !== undefined && command.value.trim() !== '')
    note('ignorecommand is not imported: supply its result as a fact', command)
}

/** Notes that a jail is not imported: it is about another protocol, or its filter reads another log. */
export function noteOther(jail: Jail, filter: FilterFile, { draft }: JailWriting): void {
  const port = jail.option('port')?.value ?? ''
  const isHttp = /\b(?:https?|80|443|8080|8443)\b/.test(port)
  const why = !isHttp
    ? 'it is not about HTTP'
    : filter.failregex.length === 0
      ? `its filter ${filter.name} could not be read, and is not one that is known`
      : `its filter ${filter.name} does not read an access log: write a \`limit … counting only replies 401, 403, 404\` for its paths`
  draft.note(jail.line, `jail ${jail.name} is not imported: ${why}`, jail.file)
}
