import type { CommandWords } from './command-words.ts'

/** Returns the completion script for fish 3 and later. */
export function fishScript(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((command) => linesOf(command))
  return `# fish completion for tidegate\n${lines.join('\n')}\n`
}

function linesOf({ path, subcommands, options, values, takesFiles }: CommandWords): readonly string[] {
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')
  const names = subcommands.map(({ name }) => name).join(' ')
  const isHere = path.length === 0 ? '' : ` -n ${quote(seen)}`
  const isOpen = [...(path.length === 0 ? [] : [seen]), `not __fish_seen_subcommand_from ${names}`].join('; and ')
  return [
    ...subcommands.map(
      ({ name, description }) => `complete -c tidegate -f -n ${quote(isOpen)} -a ${name} -d ${quote(description)}`,
    ),
    // No files are offered to a command whose arguments are not files; its subcommands may take files.
    ...(takesFiles || subcommands.length > 0
      ? []
      : [`complete -c tidegate -f${isHere}${values.length === 0 ? '' : ` -a ${quote(values.join(' '))}`}`]),
    ...options.map(({ flags, description, takesValue, choices }) => {
      const written = flags
        .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
        .join(' ')
      const value = choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : takesValue ? ' -r' : ''
      return `complete -c tidegate${isHere} ${written}${value} -d ${quote(description)}`
    }),
  ]
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
