import type { AddressSubject, FactSpec, Model, TextSubject } from '@tidegate/model'
import type { IpSet } from '@tidegate/values'
import type { AddressName, Atom, PathReading, SameText, TextName } from '../logic/atom.ts'
import { type BotPropositions, botPropositions } from './bot-propositions.ts'
import { certainly, type Proposition } from '../logic/proposition.ts'
import { botPresence } from './set-names.ts'
import type { SpaceDraft } from '../dimensions/space.ts'

/** What is needed to build propositions: one model, in a space that it shares with another one. */
export interface PropositionContext {
  readonly model: Model
  readonly space: SpaceDraft
  readonly bots: BotPropositions
  /** Records which set of the policy a proposition stands for, and returns the proposition. */
  readonly nameIt: (proposition: Proposition, name: string | undefined) => Proposition
  /** An address is in a set. */
  readonly inSet: (of: AddressName, set: IpSet) => Proposition
  /** The request has a user. */
  readonly hasUser: () => Proposition
  /** A question about the characters of a text; of `bot`, about its name. */
  readonly text: (
    subject: TextSubject,
    atom: Extract<Atom, { kind: 'values' | 'match' }>,
    fits: (name: string) => boolean,
  ) => Proposition
  readonly present: (subject: TextSubject) => Proposition
  readonly notEmpty: (subject: TextSubject) => Proposition
  /** A declared fact is present, or is not empty. */
  readonly factIs: (fact: FactSpec, atom: Extract<Atom, { kind: 'present' | 'not-empty' }>) => Proposition
  /** Restricts a proposition about a fact to requests with a user if the fact exists only together with a user in this model. */
  readonly ofFact: (subject: TextSubject | AddressSubject, proposition: Proposition) => Proposition
  readonly addressName: (subject: AddressSubject) => AddressName
  /** Undefined for a fact that is not a text. */
  readonly sameText: (subject: TextSubject) => SameText | undefined
}

const userPresence = { about: { kind: 'text', of: { kind: 'user' } }, atom: { kind: 'present' } } as const

/** The source of a context. */
export interface PropositionSource {
  readonly model: Model
  readonly space: SpaceDraft
  /** Gives equal keys for equal sets. */
  readonly internIpSet: (set: IpSet) => string
  /**
   * Facts that exist only together with a user in this model but not in the other one: without a user they are absent here,
   * whatever the host supplies.
   */
  readonly apart: ReadonlySet<string>
  readonly nameIt: PropositionContext['nameIt']
}

/** Creates the context of a model. */
export function createPropositionContext({
  model,
  space,
  internIpSet,
  apart,
  nameIt,
}: PropositionSource): PropositionContext {
  const inSet = (of: AddressName, set: IpSet): Proposition =>
    space.atom({ kind: 'address', of }, { kind: 'addresses', key: internIpSet(set), set })
  const bots = botPropositions(model, space, (set) => inSet({ kind: 'ip' }, set))
  const hasUser = (): Proposition => space.atom(userPresence.about, userPresence.atom)

  /** A question about the characters of a text; of `bot`, about its name. */
  function text(
    subject: TextSubject,
    atom: Extract<Atom, { kind: 'values' | 'match' }>,
    fits: (name: string) => boolean,
  ): Proposition {
    if (subject.kind === 'bot') return bots.isNamed(fits)
    const of = textName(subject)
    if (of === undefined) return certainly(false)
    const asked = { ...atom, ...(readingOf(subject) !== undefined && { reading: readingOf(subject)! }) }
    return ofFact(subject, space.atom({ kind: 'text', of }, asked))
  }

  function present(subject: TextSubject): Proposition {
    switch (subject.kind) {
      case 'method':
      case 'path':
      case 'target':
        return certainly(true)
      case 'bot':
        return nameIt(bots.isPresent(), botPresence)
      case 'fact':
        return ofFact(subject, factIs(model.facts[subject.fact]!, { kind: 'present' }))
      case 'host':
      case 'agent':
      case 'user':
      case 'header':
      case 'query':
      case 'cookie':
        return space.atom({ kind: 'text', of: textName(subject)! }, { kind: 'present' })
    }
  }

  function notEmpty(subject: TextSubject): Proposition {
    if (subject.kind === 'bot') return present(subject)
    if (subject.kind === 'fact') return ofFact(subject, factIs(model.facts[subject.fact]!, { kind: 'not-empty' }))
    const reading = readingOf(subject)
    return space.atom(
      { kind: 'text', of: textName(subject)! },
      { kind: 'not-empty', ...(reading !== undefined && { reading }) },
    )
  }

  function factIs({ name, type }: FactSpec, atom: Extract<Atom, { kind: 'present' | 'not-empty' }>): Proposition {
    switch (type) {
      case 'text':
        return space.atom({ kind: 'text', of: { kind: 'fact', fact: name } }, atom)
      case 'texts':
        return space.atom({ kind: 'text', of: { kind: 'fact-list', fact: name } }, atom)
      case 'number':
      case 'flag':
      case 'ips':
        return space.atom({ kind: type, fact: name }, type === 'ips' ? atom : { kind: 'present' })
      case 'ip':
        return space.atom({ kind: 'address', of: { kind: 'fact', fact: name } }, { kind: 'present' })
    }
  }

  /** Restricts a proposition about a fact to requests with a user if the fact exists only together with a user in this model. */
  function ofFact(subject: TextSubject | AddressSubject, proposition: Proposition): Proposition {
    if (subject.kind !== 'fact' || !apart.has(model.facts[subject.fact]!.name)) return proposition
    return space.allOf([hasUser(), proposition])
  }

  function addressName(subject: AddressSubject): AddressName {
    return subject.kind === 'fact' ? { kind: 'fact', fact: model.facts[subject.fact]!.name } : subject
  }

  /** Undefined for a fact that is not a text: tests of its characters are never true. */
  function textName(subject: TextSubject): TextName | undefined {
    switch (subject.kind) {
      case 'path':
      case 'target':
        return { kind: 'target' }
      case 'fact': {
        const { name, type } = model.facts[subject.fact]!
        if (type !== 'text' && type !== 'texts') return undefined
        return { kind: type === 'text' ? 'fact' : 'fact-list', fact: name }
      }
      case 'bot':
        return undefined
      case 'method':
      case 'host':
      case 'agent':
      case 'user':
        return { kind: subject.kind }
      case 'header':
      case 'query':
      case 'cookie':
        return { kind: subject.kind, name: subject.name }
    }
  }

  function sameText(subject: TextSubject): SameText | undefined {
    // The names of bots depend on all bot sets of the model.
    if (subject.kind === 'bot') return { label: `bot ${JSON.stringify(model.botSets)}` }
    const of = textName(subject)
    if (of === undefined) return undefined
    return { label: JSON.stringify([of, readingOf(subject)]), of }
  }

  function readingOf(subject: TextSubject): PathReading | undefined {
    if (subject.kind !== 'path' && subject.kind !== 'target') return undefined
    return { part: subject.kind, folded: !model.pathsMatchExactly }
  }

  return {
    model,
    space,
    bots,
    nameIt,
    inSet,
    hasUser,
    text,
    present,
    notEmpty,
    factIs,
    ofFact,
    addressName,
    sameText,
  }
}
