/**
 * What commander says of a command line that cannot be meant, as commands say such things; it quotes with `'`, and asks in brackets whether
 * something else was meant. `args` tell which command's help is named.
 */
export function usageError(text: string, args: readonly string[], commands: readonly string[]): string {
  const [first = '', ...rest] = text.trim().split('\n')
  const message = first.replace(/^error: /, '').replaceAll(/'([^']*)'/g, '`$1`')
  const meant = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1]
  const command = args.find((arg) => commands.includes(arg))
  const shown = command === undefined ? 'tidegate --help' : `tidegate ${command} --help`
  const help =
    meant === undefined ? `\`${shown}\` shows what there is, with examples` : `did you mean ${quoted(meant)}?`
  return `tidegate: ${message}\n  help: ${help}\n`
}

/** `one of --a, --b` and `--a`, with each name quoted. */
function quoted(names: string): string {
  return names
    .replace(/^one of /, '')
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(' or ')
}
