import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { TextTests } from '../draft/text-tests.ts'
import type { FilterFile } from './read-filter.ts'
import { type Jail, secondsOf } from './read-jails.ts'

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

/** Notes what a ban does that a limit does not. */
export function noteOptions(jail: Jail, { draft }: JailWriting): void {
  const bantime = jail.option('bantime')
  const findtime = secondsOf(jail.option('findtime')?.value ?? '10m') ?? 600
  const ban = secondsOf(bantime?.value ?? '10m')
  const note = (message: string, at: { readonly line: number; readonly file?: string } = jail): void =>
    draft.note(at.line, `jail ${jail.name}: ${message}`, at.file)
  if (ban === undefined || ban !== findtime)
    note(
      `a policy cannot ban for a time (bantime ${bantime?.value ?? '10m'}): clients are refused until fewer than maxretry are left in findtime`,
      bantime,
    )
  const increment = jail.option('bantime.increment')
  if (increment !== undefined && /^(?:1|yes|true|on)$/i.test(increment.value))
    note('bantime.increment is not imported: a policy cannot ban for a time', increment)
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
