import type { CommandWords } from './command-words.ts'

/** The completion script for bash 4 and newer. */
export function bashScript(commands: readonly CommandWords[]): string {
  const cases = commands.flatMap((command) => caseOf(command)).join('\n')
  return `# bash completion for tidegate
_tidegate() {
  local current previous path word words values
  current=\${COMP_WORDS[COMP_CWORD]}
  previous=\${COMP_WORDS[COMP_CWORD-1]}
  path=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path/$word" in
${pathCases(commands)}
    esac
  done
  words=""
  values=""
  case "$path" in
${cases}
  esac
  if [ -n "$values" ]; then
    COMPREPLY=( $(compgen -W "$values" -- "$current") )
  elif [[ $current == -* ]] || [ -z "$words" ]; then
    COMPREPLY=( $(compgen -W "$words" -- "$current") )
  else
    COMPREPLY=( $(compgen -W "$words" -- "$current") $(compgen -f -- "$current") )
  fi
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

function caseOf({ path, subcommands, options }: CommandWords): readonly string[] {
  const flags = options.flatMap((option) => option.flags)
  const words = [...subcommands.map(({ name }) => name), ...flags, '--help'].join(' ')
  const choices = options
    .filter((option) => option.choices.length > 0)
    .map((option) => `        ${option.flags.join('|')}) values="${option.choices.join(' ')}" ;;`)
  return [
    `    "${path.join(' ')}")`,
    `      words="${words}"`,
    ...(choices.length === 0 ? [] : ['      case "$previous" in', ...choices, '      esac']),
    '      ;;',
  ]
}
