import type { CommandWords } from './command-words.ts'

/** Returns the completion script for zsh. */
export function zshScript(commands: readonly CommandWords[]): string {
  const cases = commands.flatMap((command) => caseOf(command)).join('\n')
  const paths = commands
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => `      '${path.slice(0, -1).join(' ')}/${path.at(-1)}') at='${path.join(' ')}' ;;`)
    .join('\n')
  return `#compdef tidegate
_tidegate() {
  local at='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
${paths}
    esac
  done
  local -a names flags values
  local files=''
  case "$at" in
${cases}
  esac
  if (( $#values )); then
    compadd -a values
  elif [[ $files == value ]]; then
    _files
  elif [[ $words[CURRENT] == -* ]]; then
    _describe 'option' flags
  else
    (( $#names )) && _describe 'command' names
    [[ -n $files ]] && _files
  fi
}
_tidegate "$@"
`
}

function caseOf({ path, subcommands, options, values, takesFiles }: CommandWords): readonly string[] {
  const flags = options.flatMap((option) => option.flags.map((flag) => entry(flag, option.description)))
  const withValue = options
    .filter((option) => option.takesValue)
    .map(({ flags: written, choices }) => {
      const offered = choices.length > 0 ? `values=(${choices.join(' ')})` : 'files=value'
      return `        ${written.join('|')}) ${offered} ;;`
    })
  return [
    `    '${path.join(' ')}')`,
    `      names=(${[...subcommands.map(({ name, description }) => entry(name, description)), ...values].join(' ')})`,
    `      flags=(${[...flags, entry('--help', 'show help')].join(' ')})`,
    ...(takesFiles ? ['      files=yes'] : []),
    ...(withValue.length === 0 ? [] : ['      case "$words[CURRENT-1]" in', ...withValue, '      esac']),
    '      ;;',
  ]
}

function entry(name: string, description: string): string {
  return `'${`${name.replaceAll(':', '\\:')}:${description}`.replaceAll("'", "'\\''")}'`
}
