import { agentCondition, agentTestsOfText, readAgentRegex } from './agent-condition.ts'
import { type Condition, isIn, notOf, pathIn, test } from './condition.ts'
import { networksOfRegex } from './address-regex.ts'
import { addressEntry } from './ordered-access.ts'
import { readPathTest } from './path-condition.ts'
import { patternOfPath } from './path-patterns.ts'
import { type PolicyDraft, quoted } from './policy-draft.ts'
import { readRegex } from './read-regex.ts'
import type { Compared, RequestReading } from './request-reading.ts'
import { emptyQuery, readQueryTest, readTargetTest } from './target-condition.ts'
import { readTextRegex, textConditionOf } from './text-condition.ts'

/** Reads the condition that an nginx variable has a value; alternatives of a pattern without an equivalent are listed as lost. */
export function readRequestTest(name: string, compared: Compared, draft: PolicyDraft): RequestReading {
  const { isPattern, ignoresCase = false, text } = compared
  switch (name) {
    case 'http_user_agent': {
      if (!isPattern) return exactly(agentCondition(draft, 'refused_agents', [agentTestsOfText(text)]))
      const tests = readAgentRegex(text, ignoresCase)
      const { lost, approximated } = tests
      if (tests.tokens.length + tests.texts.length + tests.tests.length === 0) return nothing(text, lost)
      const more = new Set(approximated)
      const condition = agentCondition(draft, 'refused_agents', [tests], () => more.add(tokensIgnoreCase))
      return { condition, lost, approximated: [...more], caseless: [] }
    }
    case 'remote_addr':
    case 'binary_remote_addr': {
      const entry = isPattern ? undefined : addressEntry(text)
      const entries = isPattern ? networksOfRegex(text) : entry === undefined ? undefined : [entry]
      if (entries === undefined || entries.length === 0) return nothing(text)
      return exactly(isIn('ip', entries.length <= 3 ? entries.join(', ') : draft.list('addresses', entries)))
    }
    case 'request_method': {
      const methods = isPattern ? methodsOfRegex(text, ignoresCase) : [text]
      const isPlain = methods?.every((method) => /^[A-Z]+$/.test(method)) === true
      return methods === undefined || !isPlain ? nothing(text) : exactly(isIn('method', methods.join(', ')))
    }
    case 'host':
    case 'http_host':
      return textTest('host', { isPattern, ignoresCase: true, text: isPattern ? text : text.toLowerCase() })
    case 'uri':
    case 'document_uri': {
      if (isPattern) return readPathTest(text, ignoresCase, compared.exactPaths === true)
      const one = patternOfPath(text.replaceAll('%', '%25'))
      return one === undefined ? nothing(text) : exactly(pathIn([one]))
    }
    case 'request_uri':
      return readTargetTest(compared)
    case 'is_args':
      return isPattern || (text !== '' && text !== '?')
        ? nothing(text)
        : { ...exactly(text === '' ? notOf(hasQuery) : hasQuery), approximated: [emptyQuery] }
    case 'args':
    case 'query_string':
      return readQueryTest(compared)
    case 'remote_user':
      if (isPattern) return nothing(text)
      return exactly(text === '' ? test('user is absent', 'user is present') : textConditionOf('user', text))
    default: {
      const subject = subjectOf(name)
      return subject === undefined ? nothing(text) : textTest(subject, compared)
    }
  }
}

/** Says that tokens ignore case. */
const tokensIgnoreCase = 'case is ignored, because tokens of bots ignore it'

const hasQuery: Condition = test('target contains "?"')

function exactly(condition: Condition): RequestReading {
  return { condition, lost: [], approximated: [], caseless: [] }
}

function nothing(source: string, lost: readonly string[] = [source]): RequestReading {
  return { condition: undefined, lost: lost.length === 0 ? [source] : lost, approximated: [], caseless: [] }
}

/**
 * Returns the header field, parameter or cookie of an nginx variable, in the language's notation; undefined for other variables.
 */
export function subjectOf(name: string): string | undefined {
  if (name === 'content_type' || name === 'content_length') return `header(${quoted(name.replace('_', '-'))})`
  const [, kind, field] = /^(http|arg|cookie)_(\w+)$/.exec(name) ?? []
  if (kind === undefined || field === undefined) return undefined
  if (kind === 'http') return `header(${quoted(field.toLowerCase().replaceAll('_', '-'))})`
  return kind === 'arg' ? `query(${quoted(field)})` : `cookie(${quoted(field)})`
}

/** Returns the methods of `^(GET|HEAD)$` and the like, and those usual ones that `^(get|head)` matches. */
function methodsOfRegex(source: string, ignoresCase: boolean): readonly string[] | undefined {
  const { matches, lost, approximated, ...rest } = readRegex(source, ignoresCase)
  const caseless = rest.ignoresCase
  if (lost.length > 0 || approximated.length > 0) return undefined
  const texts = matches.map(({ pieces: [only, ...others], fromStart, toEnd, except }) =>
    only?.kind === 'text' && others.length === 0 && except.length === 0
      ? { text: only.text, fromStart, toEnd }
      : undefined,
  )
  const known = texts.filter((each) => each !== undefined)
  if (known.length < texts.length || known.length === 0) return undefined
  return [
    ...new Set(
      known.flatMap(({ text, fromStart, toEnd }) => {
        const wanted = caseless ? text.toUpperCase() : text
        if (fromStart && toEnd) return [wanted]
        // An open pattern matches longer names too.
        return usualMethods.filter((method) =>
          fromStart ? method.startsWith(wanted) : toEnd ? method.endsWith(wanted) : method.includes(wanted),
        )
      }),
    ),
  ]
}

const usualMethods = (
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH TRACK DEBUG MKCOL COPY MOVE LOCK UNLOCK PROPFIND PROPPATCH SEARCH REPORT ' +
  'PURGE LINK UNLINK BIND ACL'
).split(' ')

function textTest(subject: string, { isPattern, ignoresCase, text }: Compared): RequestReading {
  if (!isPattern) return exactly(textConditionOf(subject, text))
  return { ...readTextRegex(subject, text, ignoresCase), caseless: [] }
}
