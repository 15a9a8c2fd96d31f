import { parsePathText, type PathTextPart } from '@tidegate/values'
import { allOf, anyOf, type Condition, isEmpty, isIn, never, notOf, test, testOf } from './condition.ts'
import { both, either, type Expression, isTrue, known, near, negated, unknown } from './expression.ts'
import { hostTest, operators } from './host-test.ts'
import { pathMatching } from './path-condition.ts'
import { patternsOfSentPath } from './path-patterns.ts'
import { type PolicyDraft, quoted, tokenText } from './policy-draft.ts'
import { partOfMatch, type RegexMatch, readRegex, sourceOfMatch } from './read-regex.ts'

/** A text of a request that other programs compare. */
export type TextSubject =
  | { readonly kind: 'path' | 'target' | 'host' | 'agent' }
  | { readonly kind: 'header' | 'query' | 'cookie'; readonly name: string }

/** How the texts of one imported file are compared. */
export interface TextTests {
  /** Whether the policy says `paths match exactly`. */
  readonly exactPaths: boolean
  /** The test that a part of a text equals `text`. */
  readonly text: (subject: TextSubject, part: PathTextPart, text: string, ignoresCase: boolean) => Expression
  /** The test that a regular expression matches a text. */
  readonly regex: (subject: TextSubject, source: string, ignoresCase: boolean) => Expression
  /** The disjunction; user-agent tokens of all parts become one set. */
  readonly any: (parts: readonly Expression[]) => Expression
  /** Whether paths have been compared at all, with regard to case, and without. */
  readonly seen: () => {
    readonly path: boolean
    readonly exact: boolean
    readonly folded: boolean
  }
}

/** How many combinations of alternatives a regular expression may have. */
const maxCombinations = 400

/** Returns a header field as a subject: `host` and `user-agent` have their own names in the language. */
export function headerSubject(name: string): TextSubject {
  const plain = name.toLowerCase()
  if (plain === 'host') return { kind: 'host' }
  if (plain === 'user-agent') return { kind: 'agent' }
  return { kind: 'header', name: plain }
}

/** Returns a subject in the notation of the language. */
export function subjectText(subject: TextSubject): string {
  switch (subject.kind) {
    case 'path':
    case 'target':
    case 'host':
    case 'agent':
      return subject.kind
    case 'header':
    case 'query':
    case 'cookie':
      return `${subject.kind}(${quoted(subject.name)})`
  }
}

/** Returns the test that a request has a text. */
export function presentTest(subject: TextSubject): Condition {
  const label = subjectText(subject)
  if (subject.kind === 'path' || subject.kind === 'target') return { kind: 'always' }
  return test(`${label} is present`, `${label} is absent`)
}

function isField({ kind }: TextSubject): boolean {
  return kind === 'agent' || kind === 'header' || kind === 'query' || kind === 'cookie'
}

/** Notes, if rules of a draft test the user agent, what is different about them. */
export function noteAgents(draft: PolicyDraft, line: number): void {
  const tests = /\b(?:bot (?:not )?in|agent (?:==|contains|starts|ends|is))\b/
  const lines = draft.text().split('\n')
  if (lines.some((each) => !each.trimStart().startsWith('#') && tests.test(each)))
    draft.note(
      line,
      'rules about the user agent do not apply to GET and HEAD of /robots.txt here, so that crawlers can read it',
    )
}

/**
 * Creates the tests of one file. `exactPaths`: whether its policy will say `paths match exactly`; `absentIsEmpty`: whether the other
 * program compares an absent field as an empty text.
 */
export function createTextTests(draft: PolicyDraft, exactPaths: boolean, absentIsEmpty = false): TextTests {
  const seen = { path: false, exact: false, folded: false }

  function text(subject: TextSubject, part: PathTextPart, wanted: string, ignoresCase: boolean): Expression {
    const label = subjectText(subject)
    if (wanted === '' && part !== 'whole') return anyText(subject)
    if (wanted === '') return emptyTest(subject)
    switch (subject.kind) {
      case 'path':
      case 'target': {
        const parsed = parsePathText(wanted, part, subject.kind)
        if (parsed.kind === 'fault') {
          const begins = part === 'whole' || part === 'start'
          if (begins && !wanted.startsWith('/')) return known(never)
          return unknown(`\`${label} ${operators[part]} ${quoted(wanted)}\`: ${parsed.reason}`)
        }
        return pathTest(subject, [wanted], ignoresCase, (way) => ({
          kind: 'test',
          text: `${label} ${operators[part]} ${quoted(way)}`,
          ...(part === 'whole' && { negation: `${label} != ${quoted(way)}` }),
        }))
      }
      case 'host':
        return hostTest(part, wanted)
      case 'agent':
        return agentTest(part, wanted, ignoresCase)
      case 'header':
      case 'query':
      case 'cookie': {
        if (!isFieldText(wanted, part))
          return unknown(`${label} ${operators[part]} ${quoted(wanted)} has no equivalent`)
        return spelled(label, part, wanted, ignoresCase)
      }
    }
  }

  /** A test that any text satisfies. */
  function anyText(subject: TextSubject): Expression {
    return absentIsEmpty ? isTrue : known(presentTest(subject))
  }

  function emptyTest(subject: TextSubject): Expression {
    switch (subject.kind) {
      case 'path':
      case 'target':
        return known(never)
      case 'host':
        return absentIsEmpty ? known(test('host is absent', 'host is present')) : known(never)
      case 'agent':
      case 'header':
      case 'query':
      case 'cookie': {
        const empty = isEmpty(subjectText(subject))
        return known(absentIsEmpty ? empty : allOf([presentTest(subject), empty]))
      }
    }
  }

  /** A test of paths, in several spellings if case is ignored although paths match exactly. */
  function pathTest(
    subject: TextSubject,
    texts: readonly string[],
    ignoresCase: boolean,
    testOfText: (text: string) => Condition,
  ): Expression {
    seen.path = true
    const hasLetters = texts.some((each) => each.toLowerCase() !== each.toUpperCase())
    if (hasLetters && ignoresCase) seen.folded = true
    if (hasLetters && !ignoresCase) seen.exact = true
    const asWritten = anyOf(texts.map(testOfText))
    if (!exactPaths && !ignoresCase && hasLetters)
      return near(asWritten, `${subjectText(subject)}: ${texts[0]!} is compared without regard to case`)
    if (!ignoresCase || !exactPaths || !hasLetters) return known(asWritten)
    const ways = [...new Set(texts.flatMap(spellings))]
    return near(anyOf(ways.map(testOfText)), `${subjectText(subject)}: case is ignored only in the usual spellings`)
  }

  function agentTest(part: PathTextPart, wanted: string, ignoresCase: boolean): Expression {
    if (ignoresCase && part === 'middle') {
      const token = tokenText(wanted)
      if (token !== undefined) return tokenTest([token])
    }
    if (!isFieldText(wanted, part)) return unknown(`agent ${operators[part]} ${quoted(wanted)} has no equivalent`)
    return spelled('agent', part, wanted, ignoresCase)
  }

  function regex(subject: TextSubject, source: string, ignoresCase: boolean): Expression {
    const { matches, lost, approximated, ...read } = readRegex(source, ignoresCase, maxCombinations)
    const found = matches.map(
      (match) =>
        matchTest(subject, match, read.ignoresCase) ??
        unknown(`the alternative ${sourceOfMatch(match)} of the pattern has no equivalent`),
    )
    const isRead = found.some(({ kind }) => kind !== 'unknown')
    return any([
      ...found,
      ...lost.map((each) =>
        unknown(
          each === source
            ? `the pattern ${source} has no equivalent`
            : `the alternative ${each} of the pattern has no equivalent`,
        ),
      ),
      ...(isRead ? approximated.map((difference) => near(never, `${difference} in ${source}`)) : []),
    ])
  }

  /** The test of one match, without its exceptions; undefined if it has no equivalent. */
  function matchTest(subject: TextSubject, match: RegexMatch, ignoresCase: boolean): Expression | undefined {
    const { pieces, except } = match
    const own = plainMatchTest(subject, match, ignoresCase)
    const [only, ...others] = except
    if (own === undefined || only === undefined) return own
    const isNotEmpty = pieces.length === 0 && others.length === 0 && only.pieces.length === 0
    if (isNotEmpty && isField(subject)) return known(notOf(isEmpty(subjectText(subject))))
    const excluded = except.map((each) => matchTest(subject, each, ignoresCase))
    if (excluded.includes(undefined)) return undefined
    return both(own, negated(either(excluded.filter((each) => each !== undefined))))
  }

  function plainMatchTest(subject: TextSubject, match: RegexMatch, ignoresCase: boolean): Expression | undefined {
    const { pieces, fromStart, toEnd } = match
    const [first, second, third, ...others] = pieces
    if (first === undefined) return fromStart && toEnd ? emptyTest(subject) : anyText(subject)
    if (first.kind === 'text' && second === undefined) return text(subject, partOfMatch(match), first.text, ignoresCase)
    if (pieces.some(({ kind }) => kind === 'edge')) {
      const isWord = first.kind === 'edge' && second?.kind === 'text' && third?.kind === 'edge' && others.length === 0
      return isWord && !fromStart && !toEnd ? wordTest(subject, second.text, ignoresCase) : undefined
    }
    return subject.kind === 'path' ? gappedPath(match, ignoresCase) : undefined
  }

  /** A word between characters that are neither letters nor digits. */
  function wordTest(subject: TextSubject, word: string, ignoresCase: boolean): Expression | undefined {
    if (subject.kind !== 'agent' || !/^[a-z0-9][a-z0-9 .-]*[a-z0-9]$/i.test(word)) return undefined
    const found = tokenTest([tokenText(word, true)!])
    return ignoresCase ? found : near(found.condition(), `agent: \`${word}\` is tested without regard to case`)
  }

  /** A path with gaps as a pattern. */
  function gappedPath(match: RegexMatch, ignoresCase: boolean): Expression | undefined {
    const patterns = patternsOfSentPath(match)
    if (patterns === undefined) return undefined
    if (patterns.length === 0) return known(never)
    const isFolder = patterns.some((pattern) => pattern.endsWith('/**'))
    const found = pathTest({ kind: 'path' }, patterns, ignoresCase, (pattern) => pathMatching([pattern], exactPaths))
    return isFolder && !exactPaths && found.kind === 'known'
      ? near(found.condition, `${patterns[0]!} also matches the path without its last slash`)
      : found
  }

  function tokenTest(given: readonly string[]): Extract<Expression, { kind: 'tokens' }> {
    const tokens = [...new Set(given)]
    return { kind: 'tokens', tokens, condition: () => isIn('bot', draft.bots('agents', tokens)) }
  }

  function any(parts: readonly Expression[]): Expression {
    const flat = parts.flatMap((part) => (part.kind === 'any' ? part.of : [part]))
    const tokens = flat.flatMap((part) => (part.kind === 'tokens' ? part.tokens : []))
    const others = flat.filter(({ kind }) => kind !== 'tokens')
    return either(tokens.length === 0 ? others : [tokenTest(tokens), ...others])
  }

  return { exactPaths, text, regex, any, seen: () => seen }
}

/** A test of a text; if case is ignored, in the usual spellings. */
function spelled(label: string, part: PathTextPart, wanted: string, ignoresCase: boolean): Expression {
  const testOfText = (way: string): Condition => testOf(label, `${operators[part]} ${quoted(way)}`)
  if (!ignoresCase || wanted.toLowerCase() === wanted.toUpperCase()) return known(testOfText(wanted))
  return near(anyOf(spellings(wanted).map(testOfText)), `${label}: case is ignored only in the usual spellings`)
}

/** A text as written, in lower case, capitalised, with all words capitalised, and in upper case. */
function spellings(wanted: string): readonly string[] {
  const small = wanted.toLowerCase()
  return [
    ...new Set([
      wanted,
      small,
      small.replace(/[a-z]/, (first) => first.toUpperCase()),
      small.replaceAll(/(?<![a-z])[a-z]/g, (first) => first.toUpperCase()),
      wanted.toUpperCase(),
    ]),
  ]
}

/** Whether a header field, parameter or cookie can have this text in that part. */
function isFieldText(text: string, part: PathTextPart): boolean {
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x1f\x7f]|[^\0-\xff]/.test(text)) return false
  const begins = part === 'whole' || part === 'start'
  const ends = part === 'whole' || part === 'end'
  return !(begins && /^[ \t]/.test(text)) && !(ends && /[ \t]$/.test(text))
}
