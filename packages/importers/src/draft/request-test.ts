import { agentCondition, agentTestsOfRegex, agentTestsOfText } from './agent-condition.ts'
import { type Condition, isIn, pathIn, test } from './condition.ts'
import { addressEntry } from './ordered-access.ts'
import { patternOfPath, patternsOfQueryRegex, patternsOfRegex } from './path-patterns.ts'
import { type PolicyDraft, quoted } from './policy-draft.ts'
import { textConditionOf, textConditionOfRegex } from './text-condition.ts'

/** What a part of a request is compared with: a string or a pattern. */
export interface Compared {
  readonly isPattern: boolean
  readonly ignoresCase?: boolean
  readonly text: string
}

/** Returns the condition that an nginx variable has a value; undefined if it has no equivalent. */
export function requestTest(name: string, compared: Compared, draft: PolicyDraft): Condition | undefined {
  const { isPattern, text } = compared
  switch (name) {
    case 'http_user_agent': {
      const tests = isPattern ? agentTestsOfRegex(text, compared.ignoresCase) : agentTestsOfText(text)
      return tests === undefined ? undefined : agentCondition(draft, 'refused_agents', [tests])
    }
    case 'remote_addr': {
      const entry = isPattern ? networkOfRegex(text) : addressEntry(text)
      return entry === undefined ? undefined : isIn('ip', entry)
    }
    case 'request_method': {
      const methods = isPattern ? methodsOfRegex(text) : [text]
      return methods?.every((method) => /^[A-Z]+$/.test(method)) === true
        ? isIn('method', methods.join(', '))
        : undefined
    }
    case 'host':
    case 'http_host':
      return textTest('host', { isPattern, text: text.toLowerCase() })
    case 'uri':
    case 'document_uri':
    case 'request_uri': {
      const one = isPattern ? undefined : patternOfPath(text)
      const patterns = isPattern ? patternsOfRegex(text) : one === undefined ? undefined : [one]
      if (patterns === undefined) return undefined
      return name === 'request_uri' ? isIn('target', patterns.join(', ')) : pathIn(patterns)
    }
    case 'args':
    case 'query_string': {
      const patterns = isPattern ? patternsOfQueryRegex(text) : undefined
      return patterns === undefined ? undefined : isIn('target', patterns.join(', '))
    }
    case 'remote_user':
      return isPattern
        ? undefined
        : text === ''
          ? test('user is absent', 'user is present')
          : textTest('user', compared)
    default: {
      const subject = subjectOf(name)
      return subject === undefined ? undefined : textTest(subject, compared)
    }
  }
}

/**
 * Returns the header field, parameter or cookie of an nginx variable, in the language's notation; undefined for other variables.
 */
export function subjectOf(name: string): string | undefined {
  const [, kind, field] = /^(http|arg|cookie)_(\w+)$/.exec(name) ?? []
  if (kind === undefined || field === undefined) return undefined
  if (kind === 'http') return `header(${quoted(field.toLowerCase().replaceAll('_', '-'))})`
  return kind === 'arg' ? `query(${quoted(field)})` : `cookie(${quoted(field)})`
}

/** Returns the methods of `^(GET|HEAD)$` and the like; methods must be complete. */
function methodsOfRegex(source: string): readonly string[] | undefined {
  return /^\^?\(?(?:\?:)?([A-Z|]+)\)?\$?$/.exec(source)?.[1]?.split('|')
}

/** Returns the network of `^10\.1\.` and the like. */
export function networkOfRegex(source: string): string | undefined {
  const octets = /^\^((?:\d{1,3}\\?\.){0,3}\d{1,3}\\?\.?)(\$?)$/.exec(source)
  const parts = octets?.[1]!.replaceAll('\\', '').split('.') ?? []
  const whole = parts.filter((part) => part !== '')
  // An octet without a terminator may continue: `^10.1` also matches 10.10 and 10.199.
  const isClosed = octets?.[2] === '$' ? whole.length === 4 : parts.at(-1) === ''
  if (octets === null || !isClosed) return undefined
  return addressEntry(
    whole.length === 4 ? whole.join('.') : `${[...whole, '0', '0', '0'].slice(0, 4).join('.')}/${whole.length * 8}`,
  )
}

function textTest(subject: string, { isPattern, ignoresCase, text }: Compared): Condition | undefined {
  return isPattern ? textConditionOfRegex(subject, text, ignoresCase) : textConditionOf(subject, text)
}
