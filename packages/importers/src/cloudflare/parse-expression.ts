/** A part of a rule in Cloudflare's Rules language. */
export type RuleNode =
  | { readonly kind: 'and' | 'or' | 'xor'; readonly parts: readonly RuleNode[] }
  | { readonly kind: 'not'; readonly of: RuleNode }
  | { readonly kind: 'compare'; readonly left: RuleValue; readonly operator: string; readonly right: RuleOperand }
  /** A field or function that is true or false. */
  | { readonly kind: 'value'; readonly value: RuleValue }

/** A field, a function, or a string as an argument of one. */
export type RuleValue =
  | { readonly kind: 'field'; readonly name: string; readonly keys: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly RuleArgument[] }
  | { readonly kind: 'string'; readonly text: string }

/** An argument of a function; `any(… == "x")` takes a comparison. */
export type RuleArgument = RuleValue | { readonly kind: 'node'; readonly node: RuleNode }

/** What a field is compared with. */
export type RuleOperand =
  | { readonly kind: 'string'; readonly text: string }
  /** An address, a network, a number or a range, as written. */
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'set'; readonly items: readonly string[] }
  | { readonly kind: 'list'; readonly name: string }

type Token = { readonly kind: 'string' | 'word' | 'list' | 'sign' | 'plain'; readonly text: string }

class CannotRead extends Error {}

const maxDepth = 60
// Cloudflare's own limit is 4,096.
const maxCharacters = 16_384

/** Parses an expression of the Rules language; returns a reason if it cannot be read. `not` binds tighter than `and`, `xor` and `or`. */
export function parseExpression(text: string): RuleNode | string {
  if (text.length > maxCharacters) return `it has more than ${maxCharacters} characters`
  try {
    const parser = new Parser(lex(text))
    const node = parser.disjunction(0)
    return parser.isAtEnd() ? node : 'something follows its end'
  } catch (error) {
    if (error instanceof CannotRead) return error.message
    throw error
  }
}

const operators: Readonly<Record<string, string>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '~': 'matches',
  '&': 'bitwise_and',
}

const words: ReadonlySet<string> = new Set('eq ne lt le gt ge contains matches wildcard in bitwise_and'.split(' '))

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length
  }

  disjunction(depth: number): RuleNode {
    return this.#joined('or', ['or', '||'], () => this.#exclusive(depth))
  }

  #exclusive(depth: number): RuleNode {
    return this.#joined('xor', ['xor', '^^'], () => this.#conjunction(depth))
  }

  #conjunction(depth: number): RuleNode {
    return this.#joined('and', ['and', '&&'], () => this.#unary(depth))
  }

  #joined(kind: 'and' | 'or' | 'xor', signs: readonly string[], part: () => RuleNode): RuleNode {
    const parts = [part()]
    while (this.#isSign(signs)) {
      this.#at += 1
      parts.push(part())
    }
    return parts.length === 1 ? parts[0]! : { kind, parts }
  }

  #unary(depth: number): RuleNode {
    if (depth > maxDepth) throw new CannotRead('it is nested too deeply')
    if (this.#isSign(['not', '!'])) {
      this.#at += 1
      return { kind: 'not', of: this.#unary(depth + 1) }
    }
    if (this.#isSign(['('])) {
      this.#at += 1
      const inner = this.disjunction(depth + 1)
      this.#expect(')')
      return inner
    }
    return this.#comparison(depth)
  }

  #comparison(depth: number): RuleNode {
    const left = this.#value(depth)
    const token = this.#tokens[this.#at]
    let operator =
      token === undefined || token.kind === 'string'
        ? undefined
        : (operators[token.text] ?? (words.has(token.text) ? token.text : undefined))
    if (token?.text === 'strict' && this.#tokens[this.#at + 1]?.text === 'wildcard') {
      operator = 'strict wildcard'
      this.#at += 1
    }
    if (operator === undefined) return { kind: 'value', value: left }
    this.#at += 1
    return { kind: 'compare', left, operator, right: this.#operand() }
  }

  #value(depth: number): RuleValue {
    if (depth > maxDepth) throw new CannotRead('it is nested too deeply')
    const token = this.#next()
    if (token.kind === 'string') return { kind: 'string', text: token.text }
    if (token.kind !== 'word') throw new CannotRead(`a field was expected instead of ${token.text}`)
    if (this.#isSign(['('])) {
      this.#at += 1
      const args: RuleArgument[] = []
      while (!this.#isSign([')'])) {
        args.push(this.#argument(depth + 1))
        if (!this.#isSign([','])) break
        this.#at += 1
      }
      this.#expect(')')
      return { kind: 'call', name: token.text, args }
    }
    const keys: string[] = []
    while (this.#isSign(['['])) {
      this.#at += 1
      keys.push(this.#next().text)
      this.#expect(']')
    }
    return { kind: 'field', name: token.text, keys }
  }

  #argument(depth: number): RuleArgument {
    const token = this.#tokens[this.#at]
    if (token?.kind === 'plain') {
      this.#at += 1
      return { kind: 'string', text: token.text }
    }
    const node = this.disjunction(depth)
    return node.kind === 'value' ? node.value : { kind: 'node', node }
  }

  #operand(): RuleOperand {
    const token = this.#next()
    if (token.kind === 'string') return { kind: 'string', text: token.text }
    if (token.kind === 'list') return { kind: 'list', name: token.text }
    if (token.kind === 'sign' && token.text === '{') {
      const items: string[] = []
      while (!this.#isSign(['}'])) {
        const item = this.#next()
        if (item.kind === 'sign' && item.text === ',') continue
        if (item.kind === 'sign' || item.kind === 'list')
          throw new CannotRead(`a value was expected instead of ${item.text}`)
        items.push(item.text)
      }
      this.#at += 1
      return { kind: 'set', items }
    }
    if (token.kind === 'sign') throw new CannotRead(`a value was expected instead of ${token.text}`)
    return { kind: 'plain', text: token.text }
  }

  #next(): Token {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new CannotRead('it ends too early')
    this.#at += 1
    return token
  }

  #expect(sign: string): void {
    if (!this.#isSign([sign])) throw new CannotRead(`\`${sign}\` was expected`)
    this.#at += 1
  }

  #isSign(signs: readonly string[]): boolean {
    const token = this.#tokens[this.#at]
    return token !== undefined && (token.kind === 'sign' || token.kind === 'word') && signs.includes(token.text)
  }
}

const pattern =
  /\s+|r(#*)"(.*?)"\1|"((?:[^"\\]|\\.)*)"|\$([\w.]+)|([\da-fA-F]*:[\da-fA-F:.]*(?:\/\d+)?|\d[\w.:]*(?:\/\d+)?|\*)|([A-Za-z_][\w.]*)|(\^\^|\|\||&&|==|!=|<=|>=|[<>~&!()[\]{},])|(.)/gs

function lex(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const [whole, , raw, string, list, plain, word, sign, other] of text.matchAll(pattern)) {
    if (other !== undefined) throw new CannotRead(`${other} has no meaning there`)
    if (raw !== undefined) tokens.push({ kind: 'string', text: raw })
    else if (string !== undefined) tokens.push({ kind: 'string', text: unescaped(string) })
    else if (list !== undefined) tokens.push({ kind: 'list', text: list })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (plain !== undefined) tokens.push({ kind: 'plain', text: whole })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

/** In a quoted string `\"`, `\\` and `\xHH` are escapes; other backslashes stay, as in regular expressions. */
function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:(["\\])|x([\da-fA-F]{2}))/g,
    (_, sign: string | undefined, code: string | undefined) =>
      sign ?? String.fromCharCode(Number.parseInt(code ?? '0', 16)),
  )
}
