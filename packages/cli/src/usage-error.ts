/**
 * Returns commander's message about an invalid command line in the form of all other messages. Commander quotes with `'`, and suggests
 * other names in brackets. `args` determine the command whose help the message names.
 */
export function usageError(text: string, args: readonly string[], commands: readonly string[]): string {
  const [first = '', ...rest] = text.trim().split('\n')
  const message = first.replace(/^error: /, '').replaceAll(/'([^']*)'/g, '`$1`')
  const suggested = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1]
  const command = args.find((arg) => commands.includes(arg))
  const shown = command === undefined ? 'tidegate --help' : `tidegate ${command} --help`
  const help =
    suggested === undefined
      ? `\`${shown}\` lists all ${command === undefined ? 'commands' : 'options'}, with examples`
      : `did you mean ${quoted(suggested)}?`
  return `tidegate: ${message}\n  help: ${help}\n`
}

/** Quotes each name of `one of --a, --b` or `--a`. */
function quoted(names: string): string {
  return names
    .replace(/^one of /, '')
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(' or ')
}
