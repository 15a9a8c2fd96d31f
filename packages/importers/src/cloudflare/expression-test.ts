import { isIn, notOf, test } from '../draft/condition.ts'
import { both, either, type Expression, isFalse, isTrue, known, near, negated, unknown } from '../draft/expression.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { presentTest, type TextSubject, type TextTests } from '../draft/text-tests.ts'
import { type Field, fieldOf } from './fields.ts'
import { parseExpression, type RuleNode, type RuleOperand, type RuleValue } from './parse-expression.ts'

/** What expressions are read with. */
export interface CloudflareContext {
  readonly draft: PolicyDraft
  readonly tests: TextTests
  /** Returns the entries of a list; undefined if it is not known. */
  readonly list: (name: string) => readonly string[] | undefined
}

/** Returns the test of an expression in Cloudflare's Rules language. */
export function expressionTest(text: string, context: CloudflareContext): Expression {
  const node = parseExpression(text)
  return typeof node === 'string' ? unknown(`the expression cannot be read: ${node}`) : nodeTest(node, context)
}

/** Returns the test of a part of an expression. */
export function nodeTest(node: RuleNode, context: CloudflareContext): Expression {
  switch (node.kind) {
    case 'or':
      return context.tests.any(node.parts.map((part) => nodeTest(part, context)))
    case 'and':
      return both(...node.parts.map((part) => nodeTest(part, context)))
    case 'xor':
      return node.parts
        .map((part) => nodeTest(part, context))
        .reduce((one, other) => either([both(one, negated(other)), both(negated(one), other)]))
    case 'not':
      return negated(nodeTest(node.of, context))
    case 'value':
      return flagTest(node.value, context)
    case 'compare':
      return comparison(node.left, node.operator, node.right, context)
  }
}

/** A field or function that is true or false by itself. */
function flagTest(value: RuleValue, context: CloudflareContext): Expression {
  if (value.kind === 'field') {
    if (value.name === 'true') return isTrue
    if (value.name === 'false') return isFalse
    return unknown(`${value.name} ${fieldOf(value).hint}`)
  }
  if (value.kind === 'string') return unknown(`the text ${value.text} is not a condition`)
  const [first, second] = value.args
  if (value.name === 'any' && first?.kind === 'node') return nodeTest(first.node, context)
  if (value.name === 'all' && first?.kind === 'node') {
    const found = nodeTest(first.node, context)
    return both(found, near({ kind: 'always' }, 'all(…) is tested as if the field occurred once'))
  }
  const isPart = value.name === 'starts_with' || value.name === 'ends_with'
  if (isPart && first !== undefined && first.kind !== 'node' && second?.kind === 'string')
    return textTest(first, value.name, second.text, context)
  return unknown(`the function ${value.name} has no equivalent`)
}

function comparison(left: RuleValue, operator: string, right: RuleOperand, context: CloudflareContext): Expression {
  switch (operator) {
    case 'ne':
      return negated(comparison(left, 'eq', right, context))
    case 'eq':
      return isIpField(left) || lengthOf(left) !== undefined
        ? valueIn(left, right, context)
        : equals(left, right, context)
    case 'in':
      return valueIn(left, right, context)
    case 'contains':
    case 'matches':
    case 'wildcard':
    case 'strict wildcard':
      return right.kind === 'string'
        ? textTest(left, operator, right.text, context)
        : unknown(`${operator} needs a string`)
    case 'gt':
    case 'ge':
      return (
        lengthTest(left, operator, right) ??
        unknown(left.kind === 'field' ? `${left.name} ${fieldOf(left).hint}` : `${shown(left)} has no equivalent`)
      )
    default:
      return unknown(
        left.kind === 'field' ? `${left.name} ${fieldOf(left).hint}` : `${shown(left)} ${operator} has no equivalent`,
      )
  }
}

function equals(left: RuleValue, right: RuleOperand, context: CloudflareContext): Expression {
  if (right.kind === 'string') return textTest(left, 'eq', right.text, context)
  return right.kind === 'plain' && left.kind === 'field'
    ? unknown(`${left.name} ${fieldOf(left).hint}`)
    : unknown(`${shown(left)} eq has no equivalent`)
}

function isIpField(value: RuleValue): boolean {
  return value.kind === 'field' && value.name === 'ip.src'
}

function valueIn(left: RuleValue, right: RuleOperand, context: CloudflareContext): Expression {
  const length = lengthTest(left, 'eq', right)
  if (length !== undefined) return length
  if (right.kind === 'list') {
    const entries = context.list(right.name)
    if (entries === undefined) return unknown(`the list $${right.name} is not in the file`)
    return valueIn(left, { kind: 'set', items: entries }, context)
  }
  const items = right.kind === 'set' ? right.items : [right.text]
  if (!isIpField(left)) return context.tests.any(items.map((text) => textTest(left, 'eq', text, context)))
  const entries = items.flatMap((text) => addressEntry(text.replace('..', ' - ')) ?? [])
  if (entries.length === 0)
    return items.length === 0 ? isFalse : unknown(`ip.src: ${items.join(' ')} is not an address`)
  const set = entries.length > 6 ? context.draft.list('addresses', entries) : entries.join(', ')
  const found = known(isIn('ip', set))
  return entries.length === items.length
    ? found
    : both(found, near({ kind: 'always' }, 'ip.src: what is not an address is left out'))
}

/** The subject of `len(…)`. */
function lengthOf(value: RuleValue): TextSubject | undefined {
  const [argument] = value.kind === 'call' && value.name === 'len' ? value.args : []
  if (argument === undefined || argument.kind === 'node') return undefined
  return readSubject(argument)?.field.subject
}

/** `len(…)` compared with 0: whether the field is there. */
function lengthTest(left: RuleValue, operator: string, right: RuleOperand): Expression | undefined {
  const subject = lengthOf(left)
  if (subject === undefined) return undefined
  const present = presentTest(subject)
  const value = right.kind === 'plain' ? right.text : ''
  if (operator === 'eq' && value === '0') return known(notOf(present))
  if ((operator === 'gt' && value === '0') || (operator === 'ge' && value === '1')) return known(present)
  return unknown(`the length of ${shown(left)} has no equivalent`)
}

interface Read {
  readonly field: Field
  readonly ignoresCase: boolean
  readonly isUpper: boolean
}

/** The field below functions that do not change what is compared. */
function readSubject(value: RuleValue): Read | undefined {
  if (value.kind === 'field') return { field: fieldOf(value), ignoresCase: false, isUpper: false }
  const [argument] = value.kind === 'call' ? value.args : []
  if (value.kind !== 'call' || argument === undefined || argument.kind === 'node') return undefined
  const inner = readSubject(argument)
  if (inner === undefined) return undefined
  if (value.name === 'lower' || value.name === 'upper')
    return { ...inner, ignoresCase: true, isUpper: value.name === 'upper' }
  const isPath = inner.field.subject?.kind === 'path'
  return value.name === 'url_decode' && isPath ? inner : undefined
}

function textTest(left: RuleValue, operator: string, text: string, context: CloudflareContext): Expression {
  const read = readSubject(left)
  if (read === undefined) return unknown(`${shown(left)} has no equivalent`)
  const { field, ignoresCase, isUpper } = read
  if (ignoresCase && text !== (isUpper ? text.toUpperCase() : text.toLowerCase()) && operator !== 'matches')
    return isFalse
  if (field.kind === 'method') return methodTest(operator, text)
  if (field.kind === 'query') return queryTest(operator, text)
  const { subject } = field
  if (subject === undefined) return unknown(`${shown(left)} ${field.hint}`)
  const { tests } = context
  if (field.kind === 'extension')
    return operator === 'eq'
      ? tests.text(subject, 'end', `.${text}`, ignoresCase)
      : unknown(`${shown(left)} ${operator} has no equivalent`)
  const found = ((): Expression => {
    switch (operator) {
      case 'eq':
        return tests.text(subject, 'whole', text, ignoresCase)
      case 'starts_with':
        return tests.text(subject, 'start', text, ignoresCase)
      case 'ends_with':
        return tests.text(subject, 'end', text, ignoresCase)
      case 'contains':
        return tests.text(subject, 'middle', text, ignoresCase)
      case 'matches':
        return tests.regex(subject, text, ignoresCase)
      case 'wildcard':
      case 'strict wildcard':
        return tests.regex(subject, wildcardRegex(text), ignoresCase || operator === 'wildcard')
      default:
        return unknown(`${shown(left)} ${operator} has no equivalent`)
    }
  })()
  return field.difference === undefined ? found : both(found, near({ kind: 'always' }, field.difference))
}

/** A pattern in which `*` is any text, and `\*` a star, as a regular expression. */
function wildcardRegex(text: string): string {
  return `^${text
    .replaceAll(/\\(.)|\*|[\\^$.+?()[\]{}|]/gs, (whole, escaped: string | undefined) =>
      whole === '*' ? '.*' : escaped === undefined ? `\\${whole}` : `\\${escaped}`,
    )
    .replaceAll(/(?:\.\*)+/g, '.*')}$`
}

function methodTest(operator: string, text: string): Expression {
  if (operator === 'eq' && /^[A-Z]+$/.test(text)) return known(isIn('method', text))
  return unknown(`http.request.method ${operator} ${text} has no equivalent`)
}

/** A test of the query without its question mark. */
function queryTest(operator: string, text: string): Expression {
  const has = test('target contains "?"')
  if (operator === 'eq' && text === '') return known(notOf(has))
  const plain = /^[\w.~=&/:@-]+$/.test(text)
  if (!plain) return unknown(`http.request.uri.query ${operator} ${text} has no equivalent`)
  const patterns: Readonly<Record<string, string>> = {
    eq: `/**?${text}`,
    contains: `/**?**${text}**`,
    starts_with: `/**?${text}**`,
    ends_with: `/**?**${text}`,
  }
  const pattern = patterns[operator]
  return pattern === undefined
    ? unknown(`http.request.uri.query ${operator} has no equivalent`)
    : known(test(`target in ${pattern}`, `target not in ${pattern}`))
}

function shown(value: RuleValue): string {
  switch (value.kind) {
    case 'field':
      return `${value.name}${value.keys.map((key) => `["${key}"]`).join('')}`
    case 'string':
      return value.text
    case 'call':
      return `${value.name}(…)`
  }
}
