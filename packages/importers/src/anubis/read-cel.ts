import { networksOfRegex } from '../draft/address-regex.ts'
import { agentCondition, readAgentRegex } from '../draft/agent-condition.ts'
import {
  allOf,
  always,
  anyOf,
  type Condition,
  isEmpty,
  isIn,
  never,
  notOf,
  pathIn,
  test,
  testOf,
} from '../draft/condition.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { conditionOfParts } from '../draft/path-condition.ts'
import { patternOfPath, patternOfPrefix, readPathRegex } from '../draft/path-patterns.ts'
import { type PolicyDraft, quoted } from '../draft/policy-draft.ts'
import { readTextRegex } from '../draft/text-condition.ts'
import { parsePathText } from '@tidegate/values'
import { celTokens } from './cel-tokens.ts'

/** A fact that an expression can test. */
type Subject =
  | { readonly kind: 'agent' | 'path' | 'method' | 'host' | 'address' }
  | { readonly kind: 'header' | 'query'; readonly name: string }

const variables: Readonly<Record<string, Subject>> = {
  userAgent: { kind: 'agent' },
  path: { kind: 'path' },
  method: { kind: 'method' },
  host: { kind: 'host' },
  remoteAddress: { kind: 'address' },
}

const maxDepth = 32

/**
 * Returns the condition that an expression of Anubis (CEL) describes: comparisons and parts of the user agent, path, method, host, address,
 * header fields and parameters, joined by `&&`, `||` and `!`. Returns a sentence that says what has no equivalent for anything else.
 */
export function readCel(source: string, name: string, exactPaths: boolean, draft: PolicyDraft): Condition | string {
  const found = celTokens(source)
  if (found === undefined) return `\`${source}\` cannot be read`
  const tokens = found
  let at = 0
  const takes = (sign: string): boolean => {
    const isThere = tokens[at]?.kind === 'sign' && tokens[at]!.text === sign
    if (isThere) at += 1
    return isThere
  }
  const expects = (sign: string): void => {
    if (!takes(sign)) throw new NotExpressible(`\`${source}\` has no equivalent`)
  }
  const textAt = (): string => {
    const token = tokens[at++]
    if (token?.kind !== 'text') throw new NotExpressible(`\`${source}\` has no equivalent`)
    return token.text
  }

  function alternatives(depth: number): Condition {
    const parts: Condition[] = []
    do parts.push(conjunction(depth))
    while (takes('||'))
    return anyOf(parts)
  }

  function conjunction(depth: number): Condition {
    const parts: Condition[] = []
    do parts.push(term(depth))
    while (takes('&&'))
    return allOf(parts)
  }

  function term(depth: number): Condition {
    if (depth > maxDepth) throw new NotExpressible('it is nested too deeply')
    if (takes('!')) return notOf(term(depth + 1))
    if (takes('(')) {
      const inner = alternatives(depth + 1)
      expects(')')
      return inner
    }
    const token = tokens[at++]
    if (token?.kind === 'text') {
      if (tokens[at]?.text !== 'in') throw new NotExpressible(`\`${source}\` has no equivalent`)
      const map = tokens[at + 1]?.text
      at += 2
      if (map === 'headers') return isPresent({ kind: 'header', name: token.text })
      if (map === 'query') return isPresent({ kind: 'query', name: token.text })
      throw new NotExpressible(`\`in ${map ?? ''}\` has no equivalent`)
    }
    if (token?.kind !== 'name') throw new NotExpressible(`\`${source}\` has no equivalent`)
    if (token.text === 'true' || token.text === 'false') return token.text === 'true' ? always : never
    if (token.text === 'missingHeader') {
      expects('(')
      if (tokens[at++]?.text !== 'headers') throw new NotExpressible('`missingHeader` has no equivalent here')
      expects(',')
      const field = textAt()
      expects(')')
      return notOf(isPresent({ kind: 'header', name: field }))
    }
    return tested(subject(token.text))
  }

  function subject(variable: string): Subject {
    if (variable === 'headers' || variable === 'query') {
      expects('[')
      const field = textAt()
      expects(']')
      return { kind: variable === 'headers' ? 'header' : 'query', name: field }
    }
    if (Object.hasOwn(variables, variable)) return variables[variable]!
    throw new NotExpressible(`\`${variable}\` has no equivalent`)
  }

  function tested(of: Subject): Condition {
    if (takes('==')) return compare(of, '==', textAt())
    if (takes('!='))
      return allOf([
        ...(of.kind === 'header' || of.kind === 'query' ? [isPresent(of)] : []),
        notOf(compare(of, '==', textAt())),
      ])
    expects('.')
    const call = tokens[at++]?.text ?? ''
    expects('(')
    const text = textAt()
    expects(')')
    const compared = { contains: 'contains', startsWith: 'starts with', endsWith: 'ends with', matches: 'matches' }[
      call
    ]
    if (compared === undefined) throw new NotExpressible(`\`${call}\` has no equivalent`)
    return compare(of, compared, text)
  }

  function compare(of: Subject, compared: string, text: string): Condition {
    const lost = (why: readonly string[]): never => {
      throw new NotExpressible(`\`${why[0] ?? text}\` has no equivalent`)
    }
    switch (of.kind) {
      case 'agent': {
        if (compared === 'matches') {
          const read = readAgentRegex(text)
          return read.lost.length > 0 || read.approximated.length > 0
            ? lost([...read.lost, ...read.approximated])
            : agentCondition(draft, name, [read])
        }
        return text === ''
          ? compared === '=='
            ? isEmpty('agent')
            : always
          : testOf('agent', `${compared} ${quoted(text)}`)
      }
      case 'path':
        return comparePath(compared, text) ?? lost([text])
      case 'method':
        return compared === '==' && /^[A-Z]+$/.test(text) ? isIn('method', text) : lost([text])
      case 'address': {
        const entry = addressEntry(text)
        if (compared === '==' && entry !== undefined) return isIn('ip', entry)
        const source_ = text.replaceAll('.', '\\.')
        const networks =
          compared === 'matches'
            ? networksOfRegex(text)
            : compared === 'starts with'
              ? networksOfRegex(`^${source_}`)
              : undefined
        return networks === undefined || networks.length === 0
          ? lost([text])
          : isIn('ip', networks.length > 3 ? draft.list(`${name}_addresses`, networks) : networks.join(', '))
      }
      case 'host':
        return compareText('host', compared, text.toLowerCase()) ?? lost([text])
      case 'header':
        return compareText(`header(${quoted(of.name.toLowerCase())})`, compared, text) ?? lost([text])
      case 'query':
        return compareText(`query(${quoted(of.name)})`, compared, text) ?? lost([text])
    }
  }

  function comparePath(compared: string, text: string): Condition | undefined {
    if (compared === 'matches') {
      const { parts, lost, approximated, ignoresCase } = readPathRegex(text)
      if (lost.length > 0 || approximated.length > 0 || (ignoresCase && exactPaths)) return undefined
      return conditionOfParts(parts, exactPaths)
    }
    if (compared === '==') {
      const pattern = patternOfPath(text)
      return pattern === undefined ? never : pathIn([pattern])
    }
    if (compared === 'starts with' && text === '/') return always
    const place = compared === 'starts with' ? 'start' : compared === 'ends with' ? 'end' : 'middle'
    if (compared === 'starts with') {
      const pattern = patternOfPrefix(text)
      if (parsePathText(text, 'start', 'path').kind !== 'text') return pattern === undefined ? never : pathIn([pattern])
    }
    return parsePathText(text, place, 'path').kind === 'text' ? test(`path ${compared} ${quoted(text)}`) : undefined
  }

  try {
    const condition = alternatives(0)
    return at === tokens.length ? condition : `\`${source}\` has no equivalent`
  } catch (error) {
    if (error instanceof NotExpressible) return error.message
    throw error
  }
}

class NotExpressible extends Error {}

function isPresent(of: Subject): Condition {
  if (of.kind !== 'header' && of.kind !== 'query') return always
  if (of.kind === 'header' && of.name.toLowerCase() === 'user-agent') return notOf(isEmpty('agent'))
  const subject = of.kind === 'header' ? `header(${quoted(of.name.toLowerCase())})` : `query(${quoted(of.name)})`
  return test(`${subject} is present`, `${subject} is absent`)
}

function compareText(subject: string, compared: string, text: string): Condition | undefined {
  if (compared === 'matches') {
    const { condition, lost, approximated } = readTextRegex(subject, text)
    return lost.length > 0 || approximated.length > 0 ? undefined : condition
  }
  if (text === '') return compared === '==' ? isEmpty(subject) : test(`${subject} is present`, `${subject} is absent`)
  return testOf(subject, `${compared} ${quoted(text)}`)
}
