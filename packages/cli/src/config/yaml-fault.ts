import type { Document } from 'yaml'
import { CliError } from '../io.ts'
import { danglingAliases } from '@tidegate/yaml-values'

/** Returns the first error in a YAML file, for the user; undefined if it is valid. */
export function yamlFault(document: Document, shown: string): CliError | undefined {
  const [error] = document.errors
  if (error === undefined) {
    const [alias] = danglingAliases(document)
    return alias === undefined ? undefined : new CliError(`\`${shown}\`: ${alias.message}`, alias.help)
  }
  const line = error.linePos?.[0].line
  const place = line === undefined ? '' : ` (line ${line})`
  const [first = ''] = error.message.split('\n')
  const message = first.replace(/ at line \d+, column \d+:?$/, '')
  return new CliError(
    `\`${shown}\`${place} is not valid YAML: ${message}`,
    message.includes('reserved character') ? "put text that begins with @ or ` in quotes: '@scope/name'" : undefined,
  )
}
