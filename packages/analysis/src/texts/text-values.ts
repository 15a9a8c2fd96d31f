import type { Atom } from '../logic/atom.ts'
import type { Expression } from '../logic/dimension-draft.ts'
import type { Budget } from '../budget.ts'
import { findText, type FoundText, type TextDemand } from './find-text.ts'
import { isTextAtom, type TextAtom, textQuestion, type TextQuestion } from './text-atom.ts'
import type { TextDomain } from './text-domain.ts'
import { possibleAtom, unionAtoms } from './union-atoms.ts'

/** What a subject has: a text, several, or nothing. */
export type TextValue = string | readonly string[] | undefined

/** A value that meets what is asked, the proof that there is none, or neither. */
export type FoundValue = { readonly kind: 'value'; readonly value: TextValue } | { readonly kind: 'none' | 'unknown' }

/** The values of a subject, as far as they are asked for. */
export interface TextValues {
  /** Values for examples, the most ordinary first. */
  readonly ordinary: readonly TextValue[]
  readonly holds: (atom: number, value: TextValue) => boolean
  /** A value for which all of the expressions hold. */
  readonly find: (expressions: readonly Expression[]) => FoundValue
}

/** One way to meet what is asked: of each group of atoms some must hold, and none of the others may. */
interface Alternative {
  readonly some: readonly (readonly number[])[]
  readonly none: ReadonlySet<number>
}

/** The values that a subject of this domain can have. `blankIsEmpty`: what is blank counts as nothing. */
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
    if (!isTextAtom(asked)) throw new TypeError('presence is no question about a text')
    return asked
  }

  /** Any of several atoms, as few questions, less what none of `against` leaves possible. */
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

  /** A text for which each of the questions holds, and none of `none`. */
  function text(wanted: readonly TextQuestion[], none: readonly number[]): FoundText {
    const isReal = (candidate: string): boolean =>
      domain.isReal(candidate) &&
      wanted.every((question) => question.holds(candidate)) &&
      !none.some((atom) => questionOf(atom).holds(candidate))
    if (beginApart(wanted)) return { kind: 'none' }
    const likely = candidatesOf(wanted, domain.ordinary).find((candidate) => isReal(candidate) && isTaken(candidate))
    if (likely !== undefined) return { kind: 'text', text: likely }
    const exact = wanted.find(({ only }) => only !== undefined)?.only
    if (exact !== undefined) {
      const found = exact.find((candidate) => isReal(candidate) && isTaken(candidate))
      return found === undefined ? { kind: 'none' } : { kind: 'text', text: found }
    }
    const unwanted = unionOf(none)
    const demands = [
      ...wanted.map((question): TextDemand => ({ automaton: question.automaton(), wanted: true })),
      ...unwanted.map((question): TextDemand => ({ automaton: question.automaton(), wanted: false })),
    ]
    const mayEndScan =
      atoms.some(({ kind }) => kind === 'tokens') && demands.some(({ automaton }) => !automaton.endsWithScan)
    const { universe, others } = domain
    return findText(demands, { universe, others, mayEndScan, isReal }, budget)
  }

  function isTaken(candidate: string): boolean {
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

  /** Every way to make all of the expressions hold, until the budget ends. What one of them decides of others is taken at once. */
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

/** Whether a way makes an atom hold, or not hold, already. */
function isMet({ some, none }: Alternative, { atom, wanted }: AtomTest): boolean {
  return wanted ? some.some((group) => group.length === 1 && group[0] === atom) : none.has(atom)
}

/** A way that makes an atom hold, or not hold, too; undefined where that contradicts it. */
function narrowedAlternative(alternative: Alternative, { atom, wanted }: AtomTest): Alternative | undefined {
  if (isMet(alternative, { atom, wanted })) return alternative
  if (wanted) return alternative.none.has(atom) ? undefined : { ...alternative, some: [...alternative.some, [atom]] }
  const some = alternative.some.map((group) => group.filter((each) => each !== atom))
  if (some.some((group) => group.length === 0)) return undefined
  return { some, none: new Set([...alternative.none, atom]) }
}

/** One question of each group, in every combination. */
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

/** Whether two of the questions want paths that begin in different ways. */
function beginApart(questions: readonly TextQuestion[]): boolean {
  const known = questions.flatMap(({ beginnings }) => (beginnings === undefined ? [] : [beginnings]))
  return known.some((some, index) =>
    known
      .slice(index + 1)
      .some((others) => some.every((one) => others.every((other) => !one.startsWith(other) && !other.startsWith(one)))),
  )
}

/** Of one question, so many texts are tried before they are searched for. */
const maxExamples = 64

/** Texts that are likely to meet several questions: what each one asks for, and side by side. */
function candidatesOf(questions: readonly TextQuestion[], ordinary: readonly string[]): readonly string[] {
  const examples = questions.map((question) => question.examples.slice(0, maxExamples))
  const firsts = examples.map(([first]) => first ?? '')
  const joined = [' ', '; ', ''].flatMap((between) => [firsts.join(between), firsts.toReversed().join(between)])
  return [...(questions.length === 0 ? ordinary : []), ...examples.flat(), ...(questions.length > 1 ? joined : [])]
}
