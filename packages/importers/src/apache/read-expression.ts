import { allOf, always, anyOf, type Condition, isIn, never, notOf } from '../draft/condition.ts'
import { apacheAddress } from './apache-address.ts'
import { type ApacheCompared, apacheTests, conditionOfTests } from './apache-test.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { type ApacheReading, shown } from './reading.ts'

const tokenForms =
  /\s*(?:(&&|\|\||!~|!=|=~|==|=|!|\(|\)|,|\{|\})|(-[a-zA-Z]+)|%\{([^}]+)\}|'([^']*)'|"([^"]*)"|(?:\/((?:[^/\\]|\\.)*)\/|m#([^#]*)#)(i?)|([\w.:/-]+))/gy

type Token =
  | { readonly kind: 'sign' | 'operator' | 'variable' | 'text' | 'word'; readonly text: string }
  | { readonly kind: 'pattern'; readonly text: string; readonly ignoresCase: boolean }

const maxDepth = 32

/**
 * Returns the condition that an expression of Apache httpd (`Require expr`, `<If>`) describes: comparisons of server variables
 * with strings, patterns and addresses, joined by `&&`, `||` and `!`. Returns undefined for anything else.
 */
export function readExpression(
  text: string,
  directive: ApacheDirective,
  reading: ApacheReading,
): Condition | undefined {
  const tokens = tokensOf(text.replace(/^expr=/, ''))
  return tokens === undefined ? undefined : readTokens(tokens, directive, reading)
}

function readTokens(read: readonly Token[], directive: ApacheDirective, reading: ApacheReading): Condition | undefined {
  let at = 0

  // A part may be negated further out, so that each must be known exactly.
  const tested = (variable: string, compared: ApacheCompared): Condition | undefined => {
    const tests = apacheTests(variable, compared, directive, shown(directive), reading)
    return tests?.isWhole === true ? conditionOfTests([tests], 'agents', directive, reading) : undefined
  }

  const takes = (sign: string): boolean => {
    const token = read[at]
    const isThere = token?.kind === 'sign' && token.text === sign
    if (isThere) at += 1
    return isThere
  }

  function alternatives(depth: number): Condition | undefined {
    const parts: (Condition | undefined)[] = []
    do parts.push(conjunction(depth))
    while (takes('||'))
    return parts.every((part) => part !== undefined) ? anyOf(parts) : undefined
  }

  function conjunction(depth: number): Condition | undefined {
    const parts: (Condition | undefined)[] = []
    do parts.push(term(depth))
    while (takes('&&'))
    return parts.every((part) => part !== undefined) ? allOf(parts) : undefined
  }

  function term(depth: number): Condition | undefined {
    if (depth > maxDepth) return undefined
    if (takes('!')) {
      const of = term(depth + 1)
      return of === undefined ? undefined : notOf(of)
    }
    if (takes('(')) {
      const inner = alternatives(depth + 1)
      return takes(')') ? inner : undefined
    }
    const first = read[at++]
    if (first?.kind === 'word' && /^(true|false)$/i.test(first.text)) return /true/i.test(first.text) ? always : never
    if (first?.kind === 'operator') return first.text === '-r' ? network('REMOTE_ADDR', read[at++]) : undefined
    return first?.kind === 'variable' ? comparison(first.text) : undefined
  }

  function comparison(variable: string): Condition | undefined {
    const operator = read[at++]?.text ?? ''
    if (operator === '-ipmatch') return network(variable, read[at++])
    if (operator === '-in' || operator === 'in') return among(variable)
    const right = read[at++]
    if (right === undefined || !['text', 'word', 'pattern'].includes(right.kind)) return undefined
    const isPattern = right.kind === 'pattern'
    if (isPattern !== operator.endsWith('~') || !['=', '==', '!=', '=~', '!~'].includes(operator)) return undefined
    const ignoresCase = right.kind === 'pattern' && right.ignoresCase
    const condition = tested(variable, { isPattern, ignoresCase, text: right.text })
    return condition === undefined || !operator.startsWith('!') ? condition : notOf(condition)
  }

  function among(variable: string): Condition | undefined {
    if (!takes('{')) return undefined
    const parts: (Condition | undefined)[] = []
    do {
      const token = read[at++]
      parts.push(
        token?.kind === 'text'
          ? tested(variable, { isPattern: false, ignoresCase: false, text: token.text })
          : undefined,
      )
    } while (takes(','))
    return takes('}') && parts.every((part) => part !== undefined) ? anyOf(parts) : undefined
  }

  const condition = alternatives(0)
  return at === read.length ? condition : undefined
}

function network(variable: string, token: Token | undefined): Condition | undefined {
  const entry = token?.kind === 'text' || token?.kind === 'word' ? apacheAddress(token.text) : undefined
  return variable === 'REMOTE_ADDR' && entry !== undefined ? isIn('ip', entry) : undefined
}

function tokensOf(text: string): readonly Token[] | undefined {
  const all: Token[] = []
  const trimmed = text.trim()
  const scan = new RegExp(tokenForms)
  while (scan.lastIndex < trimmed.length) {
    const found = scan.exec(trimmed)
    if (found === null) return undefined
    const [, sign, operator, variable, single, double, slashes, hashes, flags, word] = found
    if (sign !== undefined) all.push({ kind: 'sign', text: sign })
    else if (operator !== undefined) all.push({ kind: 'operator', text: operator.toLowerCase() })
    else if (variable !== undefined) all.push({ kind: 'variable', text: variable })
    else if (single !== undefined || double !== undefined) {
      const inner = single ?? double ?? ''
      const whole = /^%\{([^}]+)\}$/.exec(inner)?.[1]
      if (whole === undefined && inner.includes('%{')) return undefined
      all.push(whole === undefined ? { kind: 'text', text: inner } : { kind: 'variable', text: whole })
    } else if (slashes !== undefined || hashes !== undefined)
      all.push({ kind: 'pattern', text: (slashes ?? hashes ?? '').replaceAll('\\/', '/'), ignoresCase: flags === 'i' })
    else all.push({ kind: 'word', text: word ?? '' })
  }
  return all
}
