import type { Document } from 'yaml'
import { danglingAliases } from './yaml-aliases.ts'

/** Why a text is not valid YAML, for the user. */
export interface YamlFault {
  readonly message: string
  readonly help?: string
}

/** Returns the first error in a YAML file, with its line; undefined if it is valid. `shown` is the name of the file. */
export function yamlFault(document: Document, shown: string): YamlFault | undefined {
  const [error] = document.errors
  if (error === undefined) {
    const [alias] = danglingAliases(document)
    return alias === undefined ? undefined : { message: `\`${shown}\`: ${alias.message}`, help: alias.help }
  }
  const line = error.linePos?.[0].line
  const place = line === undefined ? '' : ` (line ${line})`
  const [first = ''] = error.message.split('\n')
  const message = first.replace(/ at line \d+, column \d+:?$/, '')
  return {
    message: `\`${shown}\`${place} is not valid YAML: ${message}`,
    ...(message.includes('reserved character') && {
      help: "put text that begins with @ or ` in quotes: '@scope/name'",
    }),
  }
}
