import { parsePathPattern, parsePathText, type PathTextPart } from '@tidegate/values'
import { allOf, anyOf, type Condition, isEmpty, isIn, never, pathIn, test, testOf } from './condition.ts'
import { either, type Expression, isTrue, known, near, unknown } from './expression.ts'
import { hostTest, operators } from './host-test.ts'
import { type PolicyDraft, quoted, tokenText } from './policy-draft.ts'
import { sequenceText, strictRegex, type StrictSequence } from './strict-regex.ts'

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
    const read = strictRegex(source)
    if (read === undefined) return unknown(`the pattern ${source} has no equivalent`)
    return any(
      read.sequences.map((sequence) => {
        const expression = sequenceTest(subject, sequence, ignoresCase || read.ignoresCase)
        if (expression === undefined)
          return unknown(`the alternative ${sequenceText(sequence)} of the pattern has no equivalent`)
        const [difference] = sequence.near
        return difference === undefined || expression.kind !== 'known'
          ? expression
          : near(expression.condition, `${difference} in ${sequenceText(sequence)}`)
      }),
    )
  }

  function sequenceTest(
    subject: TextSubject,
    { pieces }: StrictSequence,
    ignoresCase: boolean,
  ): Expression | undefined {
    if (pieces.some(({ kind }) => kind === 'lost')) return undefined
    const isAtStart = pieces[0]?.kind === 'start'
    const isAtEnd = pieces.at(-1)?.kind === 'end'
    const inner = pieces.slice(isAtStart ? 1 : 0, isAtEnd && pieces.length > 1 ? -1 : undefined)
    if (inner.some(({ kind }) => kind === 'start' || kind === 'end')) return undefined
    const isWord = inner.length === 3 && inner[0]?.kind === 'edge' && inner[2]?.kind === 'edge'
    if (isWord)
      return wordTest(subject, inner[1]!.kind === 'text' ? inner[1]!.text : '', isAtStart || isAtEnd, ignoresCase)
    if (inner.some(({ kind }) => kind === 'edge')) return undefined
    const opensStart = !isAtStart || inner[0]?.kind === 'any'
    const opensEnd = !isAtEnd || inner.at(-1)?.kind === 'any'
    const core = inner.slice(
      inner[0]?.kind === 'any' ? 1 : 0,
      inner.length > 1 && inner.at(-1)?.kind === 'any' ? -1 : undefined,
    )
    const part = opensStart ? (opensEnd ? 'middle' : 'end') : opensEnd ? 'start' : 'whole'
    const [only, ...others] = core
    if (only === undefined) {
      if (part === 'whole') return emptyTest(subject)
      return anyText(subject)
    }
    if (others.length === 0 && only.kind === 'text') return text(subject, part, only.text, ignoresCase)
    return subject.kind === 'path' ? gappedPath(core, part, ignoresCase) : undefined
  }

  /** A word between characters that are neither letters nor digits. */
  function wordTest(
    subject: TextSubject,
    word: string,
    isAnchored: boolean,
    ignoresCase: boolean,
  ): Expression | undefined {
    if (subject.kind !== 'agent' || isAnchored || !/^[a-z0-9][a-z0-9 .-]*[a-z0-9]$/i.test(word)) return undefined
    const found = tokenTest([tokenText(word, true)!])
    return ignoresCase ? found : near(found.condition(), `agent: \`${word}\` is tested without regard to case`)
  }

  /** A path with gaps as a pattern. */
  function gappedPath(
    core: StrictSequence['pieces'],
    part: PathTextPart,
    ignoresCase: boolean,
  ): Expression | undefined {
    const body = core
      .map((piece) => (piece.kind === 'text' ? escapedInPattern(piece.text) : piece.kind === 'any' ? '**' : '*'))
      .join('')
    const begins = part === 'whole' || part === 'start'
    if (begins && !body.startsWith('/')) return undefined
    const suffix = part === 'whole' || part === 'end' ? '' : '**'
    const fronts = begins ? [''] : body.startsWith('/') ? ['', '/**'] : ['/**']
    const patterns = fronts.map((front) => `${front}${body}${suffix}`.replaceAll(/\*{3,}/g, '**'))
    if (patterns.some((pattern) => parsePathPattern(pattern).kind !== 'pattern')) return undefined
    const found = pathTest({ kind: 'path' }, patterns, ignoresCase, (pattern) => pathIn([pattern]))
    // A pattern that ends in `/**` also matches the path without it.
    return patterns.some((pattern) => pattern.endsWith('/**')) && found.kind === 'known'
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

function escapedInPattern(text: string): string {
  return text.replaceAll(
    /[*\s,(){}"#]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
