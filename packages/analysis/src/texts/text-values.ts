import type { Atom } from '../logic/atom.ts'
import type { Expression } from '../logic/dimension-draft.ts'
import type { Budget } from '@tidegate/values'
import { findText, type FoundText, type TextDemand } from './find-text.ts'
import { isTextAtom, type TextAtom, textQuestion, type TextQuestion } from './text-atom.ts'
import type { TextDomain } from './text-domain.ts'
import { possibleAtom, unionAtoms } from './union-atoms.ts'

/** The value of a subject: a text, several, or nothing. */
export type TextValue = string | readonly string[] | undefined

/** A value that meets the expressions, the proof that there is none, or neither of them. */
export type FoundValue = { readonly kind: 'value'; readonly value: TextValue } | { readonly kind: 'none' | 'unknown' }

/** The values of a subject, found on demand. */
export interface TextValues {
  /** Values for examples, the most common first. */
  readonly ordinary: readonly TextValue[]
  readonly holds: (atom: number, value: TextValue) => boolean
  /** Finds a value for which all of the expressions are true. */
  readonly find: (expressions: readonly Expression[]) => FoundValue
}

/** One disjunct of the expressions: of each group, at least one atom has to be true, and the atoms in `none` have to be false. */
interface Alternative {
  readonly some: readonly (readonly number[])[]
  readonly none: ReadonlySet<number>
}

/** Creates the values of a subject with this domain. `blankIsEmpty`: blank texts count as empty. */
export function createTextValues(
  atoms: readonly Atom[],
  domain: TextDomain,
  blankIsEmpty: boolean,
  budget: Budget,
): TextValues {
  const questions: (TextQuestion | undefined)[] = []
  const unions = new Map<string, TextQuestion>()

  function questionOf(atom: number): TextQuestion {
    const known = questions[atom]
    if (known !== undefined) return known
    return (questions[atom] = textQuestion(textAtom(atom), blankIsEmpty))
  }

  function textAtom(atom: number): TextAtom {
    const asked = atoms[atom]!
    if (!isTextAtom(asked)) throw new TypeError('expected an atom about the characters of a text')
    return asked
  }

  /** The disjunction of several atoms as few questions, without what the falsity of `against` excludes. */
  function unionOf(group: readonly number[], against: readonly number[] = []): readonly TextQuestion[] {
    const unwanted = against.map(textAtom)
    return unionAtoms(group.map(textAtom)).flatMap((whole) => {
      const atom = possibleAtom(whole, unwanted)
      if (atom === undefined) return []
      const key = JSON.stringify(atom)
      const known = unions.get(key)
      if (known !== undefined) return [known]
      const made = textQuestion(atom, blankIsEmpty)
      unions.set(key, made)
      return [made]
    })
  }

  function holds(atom: number, value: TextValue): boolean {
    if (atoms[atom]!.kind === 'present') return value !== undefined
    if (value === undefined) return false
    const { holds: textHolds } = questionOf(atom)
    return typeof value === 'string' ? textHolds(value) : value.some(textHolds)
  }

  /** Finds a text for which each of the questions is true and none of `none`. */
  function text(wanted: readonly TextQuestion[], none: readonly number[]): FoundText {
    const isReal = (candidate: string): boolean =>
      domain.isReal(candidate) &&
      wanted.every((question) => question.holds(candidate)) &&
      !none.some((atom) => questionOf(atom).holds(candidate))
    if (beginApart(wanted)) return { kind: 'none' }
    const likely = candidatesOf(wanted, domain.ordinary).find(
      (candidate) => isReal(candidate) && isInUniverse(candidate),
    )
    if (likely !== undefined) return { kind: 'text', text: likely }
    const exact = wanted.find(({ only }) => only !== undefined)?.only
    if (exact !== undefined) {
      const found = exact.find((candidate) => isReal(candidate) && isInUniverse(candidate))
      return found === undefined ? { kind: 'none' } : { kind: 'text', text: found }
    }
    const unwanted = unionOf(none)
    const demands = [
      ...wanted.map((question): TextDemand => ({ automaton: question.automaton(), wanted: true })),
      ...unwanted.map((question): TextDemand => ({ automaton: question.automaton(), wanted: false })),
    ]
    const mayEndScan =
      atoms.some(({ kind }) => kind === 'oversized') ||
      (atoms.some(({ kind }) => kind === 'tokens') && demands.some(({ automaton }) => !automaton.endsWithScan))
    const { universe, others } = domain
    return findText(demands, { universe, others, mayEndScan, isReal }, budget)
  }

  function isInUniverse(candidate: string): boolean {
    const { universe } = domain
    let state = universe.start
    for (let at = 0; at < candidate.length; at++) state = universe.step(state, candidate.charCodeAt(at))
    return universe.accepts(state)
  }

  function valueOf({ some, none }: Alternative): FoundValue {
    const isPresence = (atom: number): boolean => atoms[atom]!.kind === 'present'
    const mustBePresent = some.some((group) => group.every(isPresence))
    const mustBeAbsent = [...none].some(isPresence)
    const groups = some.filter((group) => !group.some(isPresence))
    const against = [...none].filter((atom) => !isPresence(atom))
    if (groups.length === 0 && !mustBePresent) {
      if (domain.optional) return { kind: 'value', value: undefined }
    }
    if (mustBeAbsent) return { kind: 'none' }
    if (!domain.several) {
      const wanted = groups.map((group) => unionOf(group, against))
      return fromTexts(combinationsOf(wanted).map((questions) => () => text(questions, against)))
    }
    if (groups.length === 0 && domain.mayBeNone) return { kind: 'value', value: [] }
    const found = (groups.length === 0 ? [[]] : groups).map((group) =>
      anyFound(
        (group.length === 0 ? [[]] : unionOf(group, against).map((question) => [question])).map(
          (wanted) => () => text(wanted, against),
        ),
      ),
    )
    const texts = found.flatMap((each) => (each.kind === 'text' ? [each.text] : []))
    if (texts.length === found.length) return { kind: 'value', value: [...new Set(texts)] }
    return { kind: found.some(({ kind }) => kind === 'none') ? 'none' : 'unknown' }
  }

  function find(expressions: readonly Expression[]): FoundValue {
    let isUnknown = false
    for (const alternative of alternativesFor([...expressions], { some: [], none: new Set() })) {
      const found = valueOf(alternative)
      if (found.kind === 'value') return found
      if (found.kind === 'unknown') isUnknown = true
    }
    return { kind: isUnknown || budget.isExhausted() ? 'unknown' : 'none' }
  }

  /**
   * All alternatives for which the expressions are true, until the budget is exhausted. Atoms are decided first, because they may
   * decide others.
   */
  function* alternativesFor(todo: readonly Expression[], alternative: Alternative): Generator<Alternative> {
    if (!budget.spend(1)) return
    const next = todo.find(({ kind }) => kind !== 'any') ?? todo[0]
    if (next === undefined) return yield alternative
    const rest = todo.filter((each) => each !== next)
    switch (next.kind) {
      case 'atom': {
        const narrower = narrowedAlternative(alternative, next)
        if (narrower !== undefined) yield* alternativesFor(rest, narrower)
        return
      }
      case 'all':
        return yield* alternativesFor([...rest, ...next.of], alternative)
      case 'any': {
        if (next.of.some((part) => part.kind === 'atom' && isMet(alternative, part)))
          return yield* alternativesFor(rest, alternative)
        const open = next.of.filter(
          (part) => part.kind !== 'atom' || narrowedAlternative(alternative, part) !== undefined,
        )
        const group = open.flatMap((part) =>
          part.kind === 'atom' && part.wanted && isTextAtom(atoms[part.atom]!) ? [part.atom] : [],
        )
        if (group.length > 0) yield* alternativesFor(rest, { ...alternative, some: [...alternative.some, group] })
        for (const part of open) {
          if (part.kind === 'atom' && part.wanted && group.includes(part.atom)) continue
          yield* alternativesFor([...rest, part], alternative)
        }
      }
    }
  }

  const ordinary: TextValue[] = domain.ordinary.map((value) => (domain.several ? [value] : value))
  if (domain.optional && domain.usuallyAbsent) ordinary.unshift(undefined)
  else if (domain.optional) ordinary.push(undefined)
  if (domain.mayBeNone) ordinary.push([])
  return { ordinary, holds, find }
}

interface AtomTest {
  readonly atom: number
  readonly wanted: boolean
}

/** Whether an alternative already implies that an atom is true, or false. */
function isMet({ some, none }: Alternative, { atom, wanted }: AtomTest): boolean {
  return wanted ? some.some((group) => group.length === 1 && group[0] === atom) : none.has(atom)
}

/** The alternative with one more atom that has to be true, or false; undefined if that is a contradiction. */
function narrowedAlternative(alternative: Alternative, { atom, wanted }: AtomTest): Alternative | undefined {
  if (isMet(alternative, { atom, wanted })) return alternative
  if (wanted) return alternative.none.has(atom) ? undefined : { ...alternative, some: [...alternative.some, [atom]] }
  const some = alternative.some.map((group) => group.filter((each) => each !== atom))
  if (some.some((group) => group.length === 0)) return undefined
  return { some, none: new Set([...alternative.none, atom]) }
}

/** All combinations of one question from each group. */
function combinationsOf(groups: readonly (readonly TextQuestion[])[]): readonly (readonly TextQuestion[])[] {
  return groups.reduce<readonly (readonly TextQuestion[])[]>(
    (alternatives, group) => alternatives.flatMap((alternative) => group.map((question) => [...alternative, question])),
    [[]],
  )
}

function anyFound(searches: readonly (() => FoundText)[]): FoundText {
  let isUnknown = false
  for (const search of searches) {
    const found = search()
    if (found.kind === 'text') return found
    if (found.kind === 'unknown') isUnknown = true
  }
  return { kind: isUnknown ? 'unknown' : 'none' }
}

function fromTexts(searches: readonly (() => FoundText)[]): FoundValue {
  const found = anyFound(searches)
  return found.kind === 'text' ? { kind: 'value', value: found.text } : { kind: found.kind }
}

/** Whether two of the questions require paths with different beginnings. */
function beginApart(questions: readonly TextQuestion[]): boolean {
  const known = questions.flatMap(({ beginnings }) => (beginnings === undefined ? [] : [beginnings]))
  return known.some((some, index) =>
    known
      .slice(index + 1)
      .some((others) => some.every((one) => others.every((other) => !one.startsWith(other) && !other.startsWith(one)))),
  )
}

/** Maximum number of examples of a question that are tried before a search. */
const maxExamples = 64

/** Texts that are likely to meet several questions: their examples, alone and concatenated. */
function candidatesOf(questions: readonly TextQuestion[], ordinary: readonly string[]): readonly string[] {
  const examples = questions.map((question) => question.examples.slice(0, maxExamples))
  const firsts = examples.map(([first]) => first ?? '')
  const joined = [' ', '; ', ''].flatMap((between) => [firsts.join(between), firsts.toReversed().join(between)])
  return [...(questions.length === 0 ? ordinary : []), ...examples.flat(), ...(questions.length > 1 ? joined : [])]
}
