import {
  type AddressSubject,
  type Condition,
  type FactSpec,
  foldCondition,
  type Model,
  type Rule,
  type Test,
  type TextSubject,
} from '@tidegate/model'
import type { IpSet } from '@tidegate/values'
import type { AddressName, Atom, PathReading, SameText, TextName } from './atom.ts'
import { type BotPropositions, botPropositions } from './bot-propositions.ts'
import { certainly, type Proposition } from './proposition.ts'
import { botPresence } from './set-names.ts'
import { contrary, type SpaceDraft } from './space.ts'

/** What a model's conditions say, as propositions in a space that it shares with another model. */
export interface ConditionPropositions {
  /**
   * A condition that comes out as `wanted`. `inDoubt` is what every test of the time gives, negated or not, while the clock cannot be
   * believed.
   */
  readonly condition: (condition: Condition, wanted: boolean, inDoubt: boolean) => Proposition
  /** A rule has its say: it is in force, and it refuses, lifts or counts. */
  readonly rule: (rule: Rule) => Proposition
  /** A limit is in force, and not only because the clock is in doubt. */
  readonly isFirm: (rule: Rule) => Proposition
  /** A fact that has to be there is missing. */
  readonly factMissing: () => Proposition
  readonly bots: BotPropositions
}

const userPresence = { about: { kind: 'text', of: { kind: 'user' } }, atom: { kind: 'present' } } as const

/**
 * The propositions of a model. `internIpSet` gives equal keys for equal sets; `apart` names facts that are there with the user in this
 * model only: without a user they are absent here, whatever the host supplies. `nameIt` is told which set a proposition stands for.
 */
export function conditionPropositions(
  model: Model,
  space: SpaceDraft,
  internIpSet: (set: IpSet) => string,
  apart: ReadonlySet<string>,
  nameIt: (said: Proposition, name: string | undefined) => Proposition,
): ConditionPropositions {
  const inSet = (of: AddressName, set: IpSet): Proposition =>
    space.atom({ kind: 'address', of }, { kind: 'addresses', key: internIpSet(set), set })
  const bots = botPropositions(model, space, (set) => inSet({ kind: 'ip' }, set))
  const hasUser = (): Proposition => space.atom(userPresence.about, userPresence.atom)

  function condition(said: Condition, wanted: boolean, inDoubt: boolean): Proposition {
    return foldCondition<Proposition>(
      said,
      {
        constant: certainly,
        all: (parts) => space.allOf(parts),
        any: (parts) => space.anyOf(parts),
        test: (asked, isWanted) => {
          if (asked.kind === 'now-in') return timeTest(asked, isWanted, inDoubt)
          const holds = test(asked)
          return isWanted ? holds : contrary(holds, space)
        },
      },
      wanted,
    )
  }

  function timeTest(said: Extract<Test, { kind: 'now-in' }>, wanted: boolean, inDoubt: boolean): Proposition {
    const { spec, name } = model.windows[said.window]!
    nameIt(space.atom({ kind: 'time' }, { kind: 'window', spec, open: true, inDoubt }), name)
    return space.atom({ kind: 'time' }, { kind: 'window', spec, open: wanted, inDoubt })
  }

  function test(said: Exclude<Test, { kind: 'now-in' }>): Proposition {
    switch (said.kind) {
      case 'ip-in': {
        const { set, name } = model.addressSets[said.set]!
        return ofFact(said.subject, nameIt(inSet(addressName(said.subject), set), name))
      }
      case 'ip-in-fact': {
        const { name, type } = model.facts[said.fact]!
        if (type !== 'ips') return certainly(false)
        const of = addressName(said.subject)
        const holds = space.atom({ kind: 'ips', fact: name }, { kind: 'holds', of })
        const isThere = of.kind === 'ip' ? [] : [space.atom({ kind: 'address', of }, { kind: 'present' })]
        return ofFact({ kind: 'fact', fact: said.fact }, ofFact(said.subject, space.allOf([holds, ...isThere])))
      }
      case 'bot-in':
        nameIt(bots.claims(said.set), model.botSets[said.set]!.name)
        return nameIt(bots.has(said.set), model.botSets[said.set]!.name)
      case 'bot-impersonates':
        nameIt(bots.claims(said.set), model.botSets[said.set]!.name)
        return space.allOf([bots.claims(said.set), contrary(bots.has(said.set), space)])
      case 'path-in': {
        const { include, except, name } = model.pathSets[said.set]!
        const reading: PathReading = { part: said.subject, folded: !model.pathsMatchExactly }
        const matches = (patterns: readonly string[]): Proposition =>
          patterns.length === 0
            ? certainly(false)
            : space.atom(target, { kind: 'patterns', patterns: [...new Set(patterns)].toSorted(), reading })
        return nameIt(space.allOf([matches(include), contrary(matches(except), space)]), name)
      }
      case 'text-in':
        return text(said.subject, { kind: 'values', values: [...new Set(said.values)].toSorted() }, (name) =>
          said.values.includes(name),
        )
      case 'text-match': {
        const { operator, value } = said
        return text(said.subject, { kind: 'match', operator, value }, (name) => {
          return operator === 'contains'
            ? name.includes(value)
            : operator === 'starts-with'
              ? name.startsWith(value)
              : name.endsWith(value)
        })
      }
      case 'text-same': {
        const [one, other] = [sameText(said.subject), sameText(said.other)]
        if (one === undefined || other === undefined) return certainly(false)
        if (one.label === other.label) return present(said.subject)
        return space.allOf([
          present(said.subject),
          present(said.other),
          space.atom({ kind: 'same', texts: one.label < other.label ? [one, other] : [other, one] }, { kind: 'true' }),
        ])
      }
      case 'number-compare': {
        const { name } = model.facts[said.fact]!
        const { operator, value, fact } = said
        const about = { kind: 'number', fact: name } as const
        return ofFact({ kind: 'fact', fact }, space.atom(about, { kind: 'compare', operator, value }))
      }
      case 'flag': {
        const { name } = model.facts[said.fact]!
        return ofFact({ kind: 'fact', fact: said.fact }, space.atom({ kind: 'flag', fact: name }, { kind: 'true' }))
      }
      case 'present':
        if (said.subject.kind !== 'peer') return present(said.subject)
        return space.atom({ kind: 'address', of: { kind: 'peer' } }, { kind: 'present' })
      case 'not-empty':
        return notEmpty(said.subject)
    }
  }

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

  /** What is said of a fact that is there with the user in this model only. */
  function ofFact(subject: TextSubject | AddressSubject, said: Proposition): Proposition {
    if (subject.kind !== 'fact' || !apart.has(model.facts[subject.fact]!.name)) return said
    return space.allOf([hasUser(), said])
  }

  function addressName(subject: AddressSubject): AddressName {
    return subject.kind === 'fact' ? { kind: 'fact', fact: model.facts[subject.fact]!.name } : subject
  }

  /** Undefined for what is no text: tests on its characters never hold. */
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
    // Which names bots have depends on all that the model declares.
    if (subject.kind === 'bot') return { label: `bot ${JSON.stringify(model.botSets)}` }
    const of = textName(subject)
    if (of === undefined) return undefined
    return { label: JSON.stringify([of, readingOf(subject)]), of }
  }

  function readingOf(subject: TextSubject): PathReading | undefined {
    if (subject.kind !== 'path' && subject.kind !== 'target') return undefined
    return { part: subject.kind, folded: !model.pathsMatchExactly }
  }

  function guards(rule: Rule, inDoubt: boolean): readonly Proposition[] {
    return rule.guards.map((guard) => condition(guard.condition, true, inDoubt))
  }

  return {
    condition,
    rule(rule) {
      const inDoubt = rule.kind !== 'exempt'
      if (rule.kind === 'limit') return space.allOf(guards(rule, inDoubt))
      return space.allOf([...guards(rule, inDoubt), condition(rule.condition, rule.kind !== 'allow-only', inDoubt)])
    },
    isFirm: (rule) => space.allOf(guards(rule, false)),
    factMissing() {
      const missing = model.facts.flatMap((spec) => {
        if (spec.presence === 'optional') return []
        const isAbsent = contrary(factIs(spec, { kind: 'present' }), space)
        return [spec.presence === 'required' ? isAbsent : space.allOf([hasUser(), isAbsent])]
      })
      return space.anyOf(missing)
    },
    bots,
  }
}

const target = { kind: 'text', of: { kind: 'target' } } as const
