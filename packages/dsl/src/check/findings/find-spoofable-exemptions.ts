import { type BotSetModel, readsOf, type Subject, type Test, testsOf } from '@tidegate/model'
import type { Findable } from './findable.ts'

/** TG420: an exemption that asks for nothing but the User-Agent, which every client chooses. */
export function findSpoofableExemptions({ checking, exemptions }: Findable): void {
  const { botSets } = checking.sets
  for (const draft of exemptions) {
    const all = [draft.condition, ...draft.guards.map(({ condition }) => condition)]
    const asked = new Set(all.flatMap(testsOf).flatMap((test) => lookedAt(test, botSets)))
    if (!asked.has('agent') || asked.has('other')) continue
    checking.report.add(
      'TG420',
      draft.typed.span,
      'this exempts every client that sends such a User-Agent, and any client can',
      {
        help: 'test addresses too, or verify the bots with `from` after their tokens',
      },
    )
  }
}

type Looked = 'agent' | 'other' | 'neutral'

/** What a test looks at: the agent, something that a client cannot choose, or what says nothing about who it is. */
function lookedAt(test: Test, botSets: readonly BotSetModel[]): readonly Looked[] {
  if (test.kind === 'bot-in') return [isVerified(test.set, botSets) ? 'other' : 'agent']
  // That two values agree says more than either of them.
  if (test.kind === 'text-same') return ['other']
  return readsOf(test).map(lookedAtSubject)
}

function lookedAtSubject(subject: Subject): Looked {
  switch (subject.kind) {
    case 'agent':
    case 'bot':
      return 'agent'
    case 'header':
      return subject.name === 'user-agent' ? 'agent' : 'other'
    case 'method':
    case 'host':
    case 'path':
    case 'target':
    case 'time':
      return 'neutral'
    case 'user':
    case 'query':
    case 'cookie':
    case 'fact':
    case 'ip':
    case 'peer':
      return 'other'
  }
}

function isVerified(index: number, botSets: readonly BotSetModel[]): boolean {
  const set = botSets[index]
  if (set === undefined) return false
  return set.from !== undefined || set.terms.every((term) => term.kind === 'set' && isVerified(term.set, botSets))
}
