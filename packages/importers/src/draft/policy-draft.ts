import { tokenFault } from '@tidegate/values'
import { type Condition, conditionText } from './condition.ts'

/** Something of the imported file that is said in a comment of the policy. */
export interface ImportNote {
  /** Line of the imported file, from 1. */
  readonly line: number
  readonly message: string
}

/** A policy that is being written: declarations in front, rules and comments in the order in which they come. */
export interface PolicyDraft {
  /** A comment where the next rule will stand: what could not be carried over, or only nearly. */
  readonly note: (line: number, message: string) => void
  /** A comment there that explains what is carried over. */
  readonly remark: (line: number, message: string) => void
  /** Declares a list of addresses and returns its name; equal lists are declared once. */
  readonly list: (name: string, entries: readonly string[], except?: readonly string[]) => string
  /** Declares a set of agents by policy text of their tokens and returns its name. */
  readonly bots: (name: string, tokens: readonly string[]) => string
  /** Declares a set of paths and returns its name. */
  readonly paths: (name: string, patterns: readonly string[]) => string
  /** Writes a declaration that stands for itself, such as `client ip …`. */
  readonly declare: (text: string) => void
  readonly rule: (text: string) => void
  /** Writes what `body` does under a guard; nothing where it writes nothing or nothing can hold, unguarded where everything does. */
  readonly where: (condition: Condition, body: () => void) => void
  readonly hasRules: () => boolean
  readonly notes: () => readonly ImportNote[]
  readonly text: () => string
}

/** An empty draft; `title` is what its first comment says. */
export function createDraft(file: string, title: string): PolicyDraft {
  const declarations: string[] = []
  const names = new Map<string, string>()
  const notes: ImportNote[] = []
  let body: string[] = []
  let depth = 0

  function declareSet(kind: 'list' | 'bots' | 'paths', name: string, content: string): string {
    const known = names.get(`${kind} ${content}`)
    if (known !== undefined) return known
    const taken = new Set(names.values())
    const wanted = plainName(name)
    let free = wanted
    for (let number = 2; taken.has(free); number += 1) free = `${wanted}_${number}`
    names.set(`${kind} ${content}`, free)
    declarations.push(`${kind} ${free} = ${content}`)
    return free
  }

  const write = (text: string): void => void body.push(`${'  '.repeat(depth)}${text}`)
  const remark = (line: number, message: string): void => write(`# ${oneLine(file)}:${line}: ${oneLine(message)}`)

  return {
    note: (line, message) => {
      notes.push({ line, message })
      remark(line, message)
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
      // Saying it again where it stands already changes nothing.
      if (!body.includes(`${'  '.repeat(depth)}${text}`)) write(text)
    },
    where: (condition, inner) => {
      if (condition.kind === 'always') return inner()
      const outer = body
      body = []
      depth += 1
      inner()
      depth -= 1
      const written = body
      body = outer
      if (written.length === 0) return
      // A guard around comments alone would guard nothing.
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
      // What only a rule that was left out would have used is left out too.
      const used = declarations.filter((text) => {
        const name = /^(?:list|bots|paths) (\S+) =/.exec(text)?.[1]
        return name === undefined || body.some((line) => line.match(/[\w]+/g)?.includes(name))
      })
      const parts = [[`# ${title}`], used, body].filter((part) => part.length > 0)
      return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
    },
  }
}

/** A quoted text of the language. */
export function quoted(text: string): string {
  const escaped = Array.from(text, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`
    return /^[\x20-\x7e]$/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`
  })
  return `"${escaped.join('')}"`
}

/** A token of a `bots` declaration, or undefined for a text that can be none. */
export function tokenText(token: string, isWord = false): string | undefined {
  if (tokenFault(token) !== undefined || token.trim().length < 2 || token.length > 128) return undefined
  if (isWord) return `word ${quoted(token)}`
  return /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/i.test(token) && !reserved.has(token.toLowerCase()) ? token : quoted(token)
}

/** A text in a comment or message: one line, at most so long that it can be read. */
export function oneLine(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e\u00a0-\u02ff\u2013-\u201d\u2026]+/g, ' ').trim()
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain
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
    'during reply including counting replaces burst and or not in is except from per as log word set catalog only anyone file at ' +
    'loopback linklocal private ip peer method host path target agent user bot now header query cookie total mon tue wed thu fri sat sun'
  ).split(' '),
)
