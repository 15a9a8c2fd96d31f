import { listSome, quoteValue } from '@tidegate/model'
import type { AddressName, Atom, DimensionAbout, SameText, TextName } from '../logic/atom.ts'
import type { DimensionDraft, Expression } from '../logic/dimension-draft.ts'
import { describeWindow } from './describe-window.ts'
import { botPresence, type SetNames, type TestName } from '../propositions/set-names.ts'

/** Describes a test or its negation as the language writes it, with `from`, `to` and `during` where that reads better. */
export function describeTest(
  draft: DimensionDraft,
  dimension: number,
  test: number,
  wanted: boolean,
  names: SetNames,
): string {
  const name = names.of(dimension, test, wanted)
  if (name !== undefined) return namedWords(draft.about, name, true)
  const turned = names.of(dimension, test, !wanted)
  if (turned !== undefined) return namedWords(draft.about, turned, false)
  return expressionWords(draft, dimension, draft.tests[test]!, wanted, names)
}

/** The name as it is displayed: marked with its policy if the other policy gives it another meaning. */
export function nameWords({ name, only }: TestName): string {
  return only === undefined ? name : `${name} (${only.toUpperCase()})`
}

function namedWords(about: DimensionAbout, name: TestName, wanted: boolean): string {
  const words = nameWords(name)
  const not = wanted ? '' : 'not '
  if (name.name === botPresence) return wanted ? words : words.replace('present', 'absent')
  switch (about.kind) {
    case 'time':
      return wanted ? `during ${words}` : `outside ${words}`
    case 'address':
      return about.of.kind === 'ip' ? `${not}from ${words}` : `${addressWords(about.of)} ${not}in ${words}`
    case 'text':
      return about.of.kind === 'agent' ? `bot ${not}in ${words}` : `${not}to ${words}`
    case 'number':
    case 'flag':
    case 'ips':
    case 'same':
      return `${not}${words}`
  }
}

function expressionWords(
  draft: DimensionDraft,
  dimension: number,
  expression: Expression,
  wanted: boolean,
  names: SetNames,
): string {
  if (expression.kind === 'atom') {
    const atom = draft.atoms[expression.atom]!
    const isWanted = expression.wanted === wanted
    const asked = draft.testOf(atom)
    const name = names.of(dimension, asked.test, asked.wanted)
    if (name !== undefined) return namedWords(draft.about, name, isWanted)
    const readings = new Set(draft.atoms.flatMap((each) => ('patterns' in each ? [each.reading.folded] : [])))
    return atomWords(draft.about, atom, isWanted, readings.size > 1)
  }
  const isAll = (expression.kind === 'all') === wanted
  const parts = expression.of.map((part) => {
    const words = expressionWords(draft, dimension, part, wanted, names)
    return part.kind === 'atom' ? words : `(${words})`
  })
  return parts.join(isAll ? ' and ' : ' or ')
}

const matches = { contains: 'contains', 'starts-with': 'starts with', 'ends-with': 'ends with' } as const
const doesNotMatch = {
  contains: 'does not contain',
  'starts-with': 'does not start with',
  'ends-with': 'does not end with',
} as const

function atomWords(about: DimensionAbout, atom: Atom, wanted: boolean, showsReading: boolean): string {
  const not = wanted ? '' : 'not '
  const subject = aboutWords(about)
  switch (atom.kind) {
    case 'addresses':
      return `${subject} ${not}in a list`
    case 'window':
      return atom.open === wanted ? `during ${describeWindow(atom.spec)}` : `outside ${describeWindow(atom.spec)}`
    case 'tokens':
      return `bot ${not}in ${listSome(atom.tokens.map(({ text, word }) => (word ? `word ${quoteValue(text)}` : text)))}`
    case 'patterns':
      return `${not}to ${listSome(atom.patterns)}${showsReading && !atom.reading.folded ? ' exactly' : ''}`
    case 'values': {
      const what = 'reading' in atom && atom.reading?.part === 'path' ? 'path' : subject
      const values = atom.values.map(quoteValue)
      if (values.length === 1) return `${what} ${wanted ? '==' : '!='} ${values[0]}`
      return `${what} ${not}in ${listSome(values)}`
    }
    case 'match': {
      const what = 'reading' in atom && atom.reading?.part === 'path' ? 'path' : subject
      return `${what} ${wanted ? matches[atom.operator] : doesNotMatch[atom.operator]} ${quoteValue(atom.value)}`
    }
    case 'present':
      return `${subject} is ${wanted ? 'present' : 'absent'}`
    case 'not-empty':
      return `${subject} is ${wanted ? 'not empty' : 'empty'}`
    case 'oversized':
      return `${not}${subject} is oversized`
    case 'compare':
      return `${not}${subject} ${atom.operator} ${atom.value}`
    case 'true':
      return about.kind === 'same' ? sameWords(about.texts, wanted) : `${not}${subject}`
    case 'holds':
      return `${addressWords(atom.of)} ${not}in ${subject}`
  }
}

/** The subject of a dimension, as the language names it. */
export function aboutWords(about: DimensionAbout): string {
  switch (about.kind) {
    case 'time':
      return 'now'
    case 'address':
      return addressWords(about.of)
    case 'text':
      return textWords(about.of)
    case 'number':
    case 'flag':
    case 'ips':
      return about.fact
    case 'same':
      return about.texts.map(sameTextWords).join(' and ')
  }
}

function addressWords(of: AddressName): string {
  return of.kind === 'fact' ? of.fact : of.kind
}

function textWords(of: TextName): string {
  if ('fact' in of) return of.fact
  return 'name' in of ? `${of.kind}(${JSON.stringify(of.name)})` : of.kind
}

function sameTextWords({ of }: SameText): string {
  return of === undefined ? 'bot' : textWords(of)
}

function sameWords([one, other]: readonly [SameText, SameText], wanted: boolean): string {
  return `${sameTextWords(one)} ${wanted ? '==' : '!='} ${sameTextWords(other)}`
}
