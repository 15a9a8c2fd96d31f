import { tokenFault } from '@tidegate/values'
import { type Condition, conditionText } from './condition.ts'

/** A note about the imported file, which is also a comment in the policy. */
export interface ImportNote {
  /** The line of the imported file, from 1. */
  readonly line: number
  /** The path of an included file that the line is in; absent for the imported file itself. */
  readonly file?: string
  readonly message: string
}

/** A policy under construction: declarations first, then rules and comments in the order in which they are written. */
export interface PolicyDraft {
  /** Writes a comment before the next rule, once: what could not be imported, or only approximately. `included` is the path of an included file. */
  readonly note: (line: number, message: string, included?: string) => void
  /** Writes a comment before the next rule that explains what is imported. */
  readonly remark: (line: number, message: string, included?: string) => void
  /** Declares a list of addresses and returns its name; equal lists are declared once. */
  readonly list: (name: string, entries: readonly string[], except?: readonly string[]) => string
  /** Declares a set of user agents, given the policy text of its tokens, and returns its name. */
  readonly bots: (name: string, tokens: readonly string[]) => string
  /** Declares a set of paths and returns its name. */
  readonly paths: (name: string, patterns: readonly string[]) => string
  /** Writes a declaration without a name, such as `client ip …`. */
  readonly declare: (text: string) => void
  readonly rule: (text: string) => void
  /**
   * Writes what `body` writes inside a `where` block. Writes nothing if `body` writes nothing or the condition is `never`, and no
   * block if the condition is `always`.
   */
  readonly where: (condition: Condition, body: () => void) => void
  readonly hasRules: () => boolean
  readonly notes: () => readonly ImportNote[]
  readonly text: () => string
}

/** Creates an empty draft; `title` is the text of its first comment. */
export function createDraft(file: string, title: string): PolicyDraft {
  const declarations: string[] = []
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const suffixes = new Map<string, number>()
  const known = new Set<string>()
  const notes: ImportNote[] = []
  let body: string[] = []
  let rules = new Set<string>()
  let depth = 0

  function declareSet(kind: 'list' | 'bots' | 'paths', name: string, content: string): string {
    const same = names.get(`${kind} ${content}`)
    if (same !== undefined) return same
    const wanted = plainName(name)
    let free = wanted
    for (let number = (suffixes.get(wanted) ?? 1) + 1; taken.has(free); number += 1) {
      free = `${wanted}_${number}`
      suffixes.set(wanted, number)
    }
    taken.add(free)
    names.set(`${kind} ${content}`, free)
    declarations.push(`${kind} ${free} = ${content}`)
    return free
  }

  const write = (text: string): void => void body.push(`${'  '.repeat(depth)}${text}`)
  const remark = (line: number, message: string, included = file): void =>
    write(`# ${oneLine(included)}:${line}: ${oneLine(message)}`)

  return {
    note: (line, message, included) => {
      const key = JSON.stringify([line, message, included])
      if (known.has(key)) return
      known.add(key)
      notes.push({ line, ...(included !== undefined && { file: included }), message })
      remark(line, message, included)
    },
    remark,
    list: (name, entries, except = []) => {
      const removed = except.length === 0 ? '' : ` except ${except.join(', ')}`
      return declareSet('list', name, `${entries.join(', ')}${removed}`)
    },
    bots: (name, tokens) => declareSet('bots', name, [...new Set(tokens)].join(', ')),
    paths: (name, patterns) => declareSet('paths', name, [...new Set(patterns)].join(', ')),
    declare: (text) => {
      if (!declarations.includes(text)) declarations.push(text)
    },
    rule: (text) => {
      // Repeating a rule in the same place has no effect.
      const line = `${'  '.repeat(depth)}${text}`
      if (!rules.has(line)) write(text)
      rules.add(line)
    },
    where: (condition, inner) => {
      if (condition.kind === 'always') return inner()
      const outer = body
      const outerRules = rules
      body = []
      rules = new Set()
      depth += 1
      inner()
      depth -= 1
      const written = body
      body = outer
      rules = outerRules
      if (written.length === 0) return
      // A block that contains only comments has no effect.
      const comments = written.filter((line) => line.trimStart().startsWith('#'))
      if (condition.kind === 'never' || comments.length === written.length) {
        body.push(...comments.map((line) => line.slice(2)))
      } else {
        write(`where ${conditionText(condition)} {`)
        body.push(...written)
        write('}')
      }
    },
    hasRules: () => body.some((line) => !line.trimStart().startsWith('#')),
    notes: () => notes,
    text: () => {
      // Declarations that no rule uses are dropped.
      const words = new Set(
        body.flatMap((line) => (line.trimStart().startsWith('#') ? [] : (line.match(/\w+/g) ?? []))),
      )
      const used = declarations.filter((text) => {
        const name = /^(?:list|bots|paths) (\S+) =/.exec(text)?.[1]
        return name === undefined || words.has(name)
      })
      const parts = [[`# ${title}`], used, body].filter((part) => part.length > 0)
      return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
    },
  }
}

/** Returns a string literal of the language. */
export function quoted(text: string): string {
  const escaped = Array.from(text, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`
    return /^[\x20-\x7e]$/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`
  })
  return `"${escaped.join('')}"`
}

/** Returns a token of a `bots` declaration; undefined if the text is not a valid token. */
export function tokenText(token: string, isWord = false): string | undefined {
  if (tokenFault(token) !== undefined || token.trim().length < 2 || token.length > 128) return undefined
  if (isWord) return `word ${quoted(token)}`
  return /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/i.test(token) && !reserved.has(token.toLowerCase()) ? token : quoted(token)
}

/**
 * Returns a text for a comment or message: one line of a readable length. A longer text loses its middle, because messages begin with the
 * place and end with the reason.
 */
export function oneLine(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e\u00a0-\u02ff\u2013-\u201d\u2026]+/g, ' ').trim()
  return plain.length > 200 ? `${plain.slice(0, 79)}…${plain.slice(-120)}` : plain
}

function plainName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '')
  return plain === '' || reserved.has(plain) || /^(mon|tue|wed|thu|fri|sat|sun)/.test(plain)
    ? `${plain === '' ? 'set' : plain}_1`
    : plain
}

const reserved: ReadonlySet<string> = new Set(
  (
    'policy include use client zone fact list bots paths texts window import block allow exempt limit shadow where when unless ' +
    'during reply costing including counting then replaces burst and or not in is except from per as log word set catalog only anyone file at ' +
    'loopback linklocal private ip peer method host path target agent user bot now header query cookie total mon tue wed thu fri sat sun'
  ).split(' '),
)
