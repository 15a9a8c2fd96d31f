import type { Diagnostic, Source } from '@tidegate/model'
import { CliError, type Io } from '../io.ts'
import { renderFinding } from '../output/render-finding.ts'
import { withPluginHelp } from './plugin-help.ts'

/** Maximum number of errors to show if a command needs a policy without errors; `tidegate check` shows all. */
const maxShown = 5

/** Prints the first errors of a policy to standard error, and throws `CliError`. */
export function refuseErrors(
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  shown: string,
  { err }: Io,
): never {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  for (const diagnostic of errors.slice(0, maxShown)) {
    err(`${renderFinding(withPluginHelp(diagnostic), sources, { color: false })}\n`)
  }
  const more = errors.length - maxShown
  throw new CliError(
    `\`${shown}\` has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`,
    `fix ${errors.length === 1 ? 'it' : 'them'} first; \`tidegate check ${shown}\` shows all findings${more > 0 ? `, including ${more} more ${more === 1 ? 'error' : 'errors'}` : ''}`,
  )
}
