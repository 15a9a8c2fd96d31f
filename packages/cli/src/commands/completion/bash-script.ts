import type { CommandWords } from './command-words.ts'

/** Returns the completion script for bash 4 and later. */
export function bashScript(commands: readonly CommandWords[]): string {
  const cases = commands.flatMap((command) => caseOf(command)).join('\n')
  return `# bash completion for tidegate
_tidegate() {
  local current previous path word words flags files value
  current=\${COMP_WORDS[COMP_CWORD]}
  previous=\${COMP_WORDS[COMP_CWORD-1]}
  path=""
  value=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path/$word" in
${pathCases(commands)}
    esac
  done
  words=""
  flags=""
  files=""
  case "$path" in
${cases}
  esac
  if [[ $current == -* && -z $value ]]; then
    COMPREPLY=( $(compgen -W "$flags" -- "$current") )
    return
  fi
  COMPREPLY=( $(compgen -W "$words" -- "$current") )
  [ -n "$files" ] || return 0
  # File names may contain spaces.
  while IFS= read -r word; do
    COMPREPLY+=( "$word" )
  done < <(compgen -f -- "$current")
}
complete -o filenames -F _tidegate tidegate
`
}

function pathCases(commands: readonly CommandWords[]): string {
  return commands
    .filter(({ path }) => path.length > 0)
    .map(
      ({ path }) =>
        `      "${path.length === 1 ? '' : path.slice(0, -1).join(' ')}/${path.at(-1)}") path="${path.join(' ')}" ;;`,
    )
    .join('\n')
}

function caseOf({ path, subcommands, options, values, takesFiles }: CommandWords): readonly string[] {
  const flags = [...options.flatMap((option) => option.flags), '--help'].join(' ')
  const words = [...subcommands.map(({ name }) => name), ...values].join(' ')
  const withValue = options
    .filter((option) => option.takesValue)
    .map(({ flags: names, choices }) => {
      const offered = choices.length > 0 ? `words="${choices.join(' ')}" files=""` : `words="" files=yes`
      return `        ${names.join('|')}) value=yes ${offered} ;;`
    })
  return [
    `    "${path.join(' ')}")`,
    `      words="${words}"`,
    `      flags="${flags}"`,
    ...(takesFiles ? ['      files=yes'] : []),
    ...(withValue.length === 0 ? [] : ['      case "$previous" in', ...withValue, '      esac']),
    '      ;;',
  ]
}
