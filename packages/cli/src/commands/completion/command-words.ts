import type { Command } from 'commander'
import { rangeOperators } from '../fetch/operators.ts'

/** What a shell has to know about a command. */
export interface CommandWords {
  /** Words after `tidegate`, such as `import nginx`; empty for `tidegate` itself. */
  readonly path: readonly string[]
  readonly description: string
  readonly subcommands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly {
    readonly flags: readonly string[]
    readonly description: string
    readonly takesValue: boolean
    readonly choices: readonly string[]
  }[]
  /** Possible values of its argument, if there are only a few. */
  readonly values: readonly string[]
  /** Whether its arguments are files. */
  readonly takesFiles: boolean
}

/** Returns every command of a program, the program itself first. */
export function commandWords(program: Command): readonly CommandWords[] {
  return wordsOf(program, [])
}

function wordsOf(command: Command, path: readonly string[]): readonly CommandWords[] {
  const subcommands = command.commands.filter((each) => each.name() !== 'help')
  const values = valuesOf[path.join(' ')] ?? []
  const own: CommandWords = {
    path,
    values,
    takesFiles: values.length === 0 && command.registeredArguments.length > 0 && !withoutFiles.has(path.join(' ')),
    description: command.description(),
    subcommands: subcommands.map((each) => ({ name: each.name(), description: each.description() })),
    options: command.options
      .filter(({ hidden }) => !hidden)
      .map(({ short, long, description, required, optional, argChoices = [] }) => ({
        flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
        description: firstWords(description),
        takesValue: required || optional,
        choices: argChoices.length > 0 ? argChoices : (choicesOf[`${path.join(' ')} ${long ?? ''}`] ?? []),
      })),
  }
  return [own, ...subcommands.flatMap((each) => wordsOf(each, [...path, each.name()]))]
}

/** Commands whose arguments are neither files nor one of a few words. */
const withoutFiles: ReadonlySet<string> = new Set(['why', 'tighten'])

const choicesOf: Readonly<Record<string, readonly string[]>> = {
  'check --format': ['pretty', 'json', 'github', 'gitlab', 'sarif'],
  'diff --fail-on': ['looser', 'any', 'never'],
  'review --fail-on': ['looser', 'any', 'never'],
  'replay --format': ['combined', 'common', 'combined-vhost', 'common-vhost', 'json', 'w3c'],
  'suggest --log-format': ['combined', 'common', 'combined-vhost', 'common-vhost', 'json', 'w3c'],
  'explain --log-format': ['combined', 'common', 'combined-vhost', 'common-vhost', 'json', 'w3c'],
}

const valuesOf: Readonly<Record<string, readonly string[]>> = {
  completion: ['bash', 'zsh', 'fish'],
  'fetch ranges': rangeOperators.map(({ name }) => name),
}

/** Returns a description as shells show it: up to the first colon, bracket or semicolon. */
function firstWords(description: string): string {
  return description.split(/[:(;]/)[0]!.trim()
}
