import { readQuoted } from './split-shell.ts'

/** The first command of a pasted text, or why it cannot be read. */
export type FirstCommand =
  | {
      readonly kind: 'command'
      readonly text: string
      /** Expansions whose values only the shell knows: `$TOKEN`, `$(date)`. */
      readonly unexpanded: readonly string[]
    }
  | { readonly kind: 'fault'; readonly message: string; readonly help: string }

/**
 * Returns the first command of a pasted text without the parts that a shell handles itself: redirections, comments, here-documents, and
 * everything after `|`, `;` or `&&`. Carets, which browsers write for cmd, are removed. Line breaks do not end a command, because pasted
 * commands contain them.
 */
export function firstCommand(pasted: string): FirstCommand {
  // WHY: only browsers write a caret before a quote, for cmd; a caret before a line break is handled by `splitShell`.
  const typed = pasted.replace(prompt, '')
  const text = typed.includes('^"') ? typed.replaceAll(/\^(?:\r?\n)?([\s\S]?)/g, '$1') : typed
  const unexpanded: string[] = []
  let command = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!
    const isAnsi = text.startsWith("$'", at)
    if (character === '"' || character === "'" || isAnsi) {
      const end = readQuoted(text, isAnsi ? at + 1 : at, isAnsi)?.end ?? text.length - 1
      const quoted = text.slice(at, end + 1)
      if (character === '"') unexpanded.push(...expansions(quoted))
      command += quoted
      at = end
    } else if (character === '\\') {
      command += text.slice(at, at + 2)
      at += 1
    } else if (character === '#' && command.trim() !== '' && /\s$/.test(command)) {
      at = endOfLine(text, at)
    } else if (character === '|' || character === ';' || /^\n[*<>] /.test(text.slice(at, at + 3))) {
      // The output of `curl -v` was pasted, too.
      break
    } else if (character === '&' && text[at + 1] !== '>') {
      if (text[at + 1] !== '&' && /\S$/.test(command) && /\S/.test(text[at + 1] ?? ' ')) {
        return {
          kind: 'fault',
          message: 'a shell would end the command at the `&`',
          help: "put the URL in quotes: 'https://example.com/?a=1&b=2'",
        }
      }
      break
    } else if (character === '<' || character === '>' || character === '&') {
      const isHere = /^<<[^<]/.test(text.slice(at, at + 3))
      command = command.replace(/(^|\s)\d+$/, '$1')
      at = endOfRedirection(text, at)
      if (isHere) {
        const rest = firstCommand(text.slice(at + 1, endOfLine(text, at)))
        return rest.kind === 'fault' ? rest : { ...rest, text: `${command}${rest.text}` }
      }
    } else {
      if (character === '$' || character === '`') unexpanded.push(...expansions(text.slice(at).split(/[\s'"]/, 1)[0]!))
      command += character
    }
  }
  return { kind: 'command', text: command, unexpanded: [...new Set(unexpanded)] }
}

/** Prompt of a shell before `curl`: `$`, `sam@web:~#`, `PS C:\>`. */
const prompt = /^[^\n'"|;&]*[$#%>❯➜]\s+(?=(?:(?:\w+=\S*|sudo|time|env)\s+)*(?:\S*[/\\])?curl(?:\.exe)?\s)/iu

function expansions(text: string): readonly string[] {
  return [...text.matchAll(/(?<!\\)(?:\$(?:\w+|\{[^}]*\}|\([^)]*\))|`[^`\r\n]+`)/g)].map(([found]) => found)
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Returns the index of the last character of a redirection: its operator, spaces, and one word. */
function endOfRedirection(text: string, from: number): number {
  let at = from + /^(?:&?[<>]+[&|]?)[ \t]*/.exec(text.slice(from))![0].length
  while (at < text.length && !/[\s|;&<>]/.test(text[at]!)) {
    if (text[at] === '"' || text[at] === "'") at = readQuoted(text, at, false)?.end ?? text.length
    at += 1
  }
  return at - 1
}
