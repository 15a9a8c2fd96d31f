import { isIn } from '../draft/condition.ts'
import { both, type Expression, isFalse, isTrue, known, negated, unknown } from '../draft/expression.ts'
import { headerSubject, type TextSubject } from '../draft/text-tests.ts'
import type { CaddyContext, CaddyScope } from './caddy-context.ts'

/** A matcher that an expression calls. */
interface MatcherCall {
  readonly name: string
  readonly args: readonly string[]
}

type Token = { readonly kind: 'string' | 'word' | 'placeholder' | 'sign'; readonly text: string }

const maxDepth = 40

/**
 * Returns the test of an expression (CEL): `&&`, `||`, `!`, calls of matchers, and comparisons of placeholders with strings. Parts
 * that cannot be read make the whole expression unknown, those without an equivalent only themselves.
 */
export function celTest(
  text: string,
  matcherTest: (call: MatcherCall) => Expression,
  context: CaddyContext,
  scope: CaddyScope,
): Expression {
  const tokens = lex(text)
  if (tokens === undefined) return unknown(`the expression ${text} cannot be read`)
  let at = 0
  const isNext = (sign: string): boolean => tokens[at]?.kind === 'sign' && tokens[at]!.text === sign
  const take = (sign: string): boolean => {
    if (!isNext(sign)) return false
    at += 1
    return true
  }

  function disjunction(depth: number): Expression | undefined {
    const parts = [conjunction(depth)]
    while (take('||')) parts.push(conjunction(depth))
    return parts.includes(undefined) ? undefined : context.tests.any(parts.filter((part) => part !== undefined))
  }

  function conjunction(depth: number): Expression | undefined {
    const parts = [unary(depth)]
    while (take('&&')) parts.push(unary(depth))
    return parts.includes(undefined) ? undefined : both(...parts.filter((part) => part !== undefined))
  }

  function unary(depth: number): Expression | undefined {
    if (depth > maxDepth) return undefined
    if (take('!')) {
      const inner = unary(depth + 1)
      return inner === undefined ? undefined : negated(inner)
    }
    if (take('(')) {
      const inner = disjunction(depth + 1)
      return take(')') ? inner : undefined
    }
    const token = tokens?.[at]
    at += 1
    if (token?.kind === 'placeholder') return comparison(token.text)
    if (token?.kind !== 'word') return undefined
    if (token.text === 'true') return isTrue
    if (token.text === 'false') return isFalse
    const args = isNext('(') ? callArguments() : undefined
    return args === undefined ? undefined : matcherTest({ name: token.text, args })
  }

  /** Strings in parentheses, in a list, or in a map of which names and values alternate. */
  function callArguments(): readonly string[] | undefined {
    const args: string[] = []
    at += 1
    while (at < tokens!.length && !isNext(')')) {
      const token = tokens![at]!
      if (token.kind === 'string') args.push(token.text)
      else if (token.kind !== 'sign' || !'[]{},:'.includes(token.text)) return undefined
      at += 1
    }
    return take(')') ? args : undefined
  }

  function comparison(placeholder: string): Expression | undefined {
    const operator = tokens?.[at]
    at += 1
    const subject = subjectOf(placeholder, scope)
    if (operator?.kind === 'sign' && operator.text === '.') {
      const method = tokens?.[at]?.text
      at += 1
      const args = isNext('(') ? callArguments() : undefined
      if (args === undefined) return undefined
      const [value = ''] = args
      if (typeof subject !== 'object') return unknown(`${placeholder} has no equivalent`)
      const { tests } = context
      switch (method) {
        case 'startsWith':
          return tests.text(subject, 'start', value, false)
        case 'endsWith':
          return tests.text(subject, 'end', value, false)
        case 'contains':
          return tests.text(subject, 'middle', value, false)
        case 'matches':
          return tests.regex(subject, value, false)
        case undefined:
        default:
          return unknown(`${placeholder}.${method ?? ''} has no equivalent`)
      }
    }
    const values = valuesAfter(operator)
    if (values === undefined) return undefined
    const found = equals(placeholder, subject, values)
    return operator?.text === '!=' ? negated(found) : found
  }

  function valuesAfter(operator: Token | undefined): readonly string[] | undefined {
    const isEquality = operator?.kind === 'sign' && (operator.text === '==' || operator.text === '!=')
    const isList = operator?.kind === 'word' && operator.text === 'in'
    if (!isEquality && !isList) return undefined
    if (isEquality) {
      const token = tokens?.[at]
      at += 1
      return token?.kind === 'string' ? [token.text] : undefined
    }
    if (!take('[')) return undefined
    const values: string[] = []
    while (tokens?.[at]?.kind === 'string') {
      values.push(tokens[at]!.text)
      at += 1
      take(',')
    }
    return take(']') ? values : undefined
  }

  function equals(
    placeholder: string,
    subject: TextSubject | 'method' | undefined,
    values: readonly string[],
  ): Expression {
    if (subject === undefined) return unknown(`${placeholder} has no equivalent`)
    if (subject === 'method')
      return values.every((value) => /^[A-Z]+$/.test(value)) && values.length > 0
        ? known(isIn('method', values.join(', ')))
        : unknown(`the method ${values.join(', ')} has no equivalent`)
    return context.tests.any(values.map((value) => context.tests.text(subject, 'whole', value, false)))
  }

  const found = disjunction(0)
  return found === undefined || at < tokens.length ? unknown(`the expression ${text} has no equivalent`) : found
}

/** What a placeholder stands for; undefined if it has no equivalent. */
function subjectOf(placeholder: string, { changed, prefix }: CaddyScope): TextSubject | 'method' | undefined {
  const name = placeholder.slice(1, -1).replace(/^http\.request\./, '')
  const [, kind, field] = /^(header|query|uri\.query|cookie)\.(.+)$/.exec(name) ?? []
  if (kind !== undefined && field !== undefined) {
    if (kind !== 'header') return { kind: kind === 'cookie' ? 'cookie' : 'query', name: field }
    return /^[\w-]+$/.test(field) && !changed.has(`header ${field.toLowerCase()}`) ? headerSubject(field) : undefined
  }
  switch (name) {
    case 'method':
      return changed.has('method') ? undefined : 'method'
    case 'host':
      return { kind: 'host' }
    case 'path':
    case 'uri.path':
      return changed.has('path') || prefix !== '' ? undefined : { kind: 'path' }
    case 'uri':
      return changed.has('path') || prefix !== '' ? undefined : { kind: 'target' }
    default:
      return undefined
  }
}

function lex(text: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  const pattern =
    /\s+|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\{[\w.$-]+\})|([A-Za-z_]\w*)|(\|\||&&|==|!=|[!()[\]{},:.])|(.)/gsy
  for (const [whole, double, single, placeholder, word, sign, other] of text.matchAll(pattern)) {
    if (other !== undefined) return undefined
    const string = double ?? single
    if (string !== undefined)
      tokens.push({
        kind: 'string',
        text: string.replaceAll(/\\(.)/gs, (_, next: string) => (next === 'n' ? '\n' : next)),
      })
    else if (placeholder !== undefined) tokens.push({ kind: 'placeholder', text: whole })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}
