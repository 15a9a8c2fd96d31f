import { type BotSetModel, type Test, testsOf, type TextSubject } from '@tidegate/model'
import type { Findable } from './findable.ts'

/** TG420: an exemption that asks for nothing but the User-Agent, which every client chooses. */
export function findSpoofableExemptions({ checking, exemptions }: Findable): void {
  const { botSets } = checking.sets
  for (const draft of exemptions) {
    const all = [draft.condition, ...draft.guards.map(({ condition }) => condition)]
    const asked = new Set(all.flatMap(testsOf).map((test) => lookedAt(test, botSets)))
    if (!asked.has('agent') || asked.has('other')) continue
    checking.report.add('TG420', draft.typed.span, 'whoever sends such a User-Agent is exempt: everybody can', {
      help: 'ask for addresses too, or verify the bots with `from` behind their tokens',
    })
  }
}

type Looked = 'agent' | 'other' | 'neutral'

/** What a test looks at: the agent, something that a client cannot choose, or what says nothing about who it is. */
function lookedAt(test: Test, botSets: readonly BotSetModel[]): Looked {
  switch (test.kind) {
    case 'bot-in':
      return isVerified(test.set, botSets) ? 'other' : 'agent'
    case 'text-in':
    case 'text-match':
    case 'not-empty':
      return lookedAtText(test.subject)
    case 'present':
      return test.subject.kind === 'peer' ? 'other' : lookedAtText(test.subject)
    case 'path-in':
    case 'now-in':
      return 'neutral'
    case 'ip-in':
    case 'ip-in-fact':
    case 'bot-impersonates':
    case 'text-same':
    case 'number-compare':
    case 'flag':
      return 'other'
  }
}

function lookedAtText(subject: TextSubject): Looked {
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
      return 'neutral'
    case 'user':
    case 'query':
    case 'cookie':
    case 'fact':
      return 'other'
  }
}

function isVerified(index: number, botSets: readonly BotSetModel[]): boolean {
  const set = botSets[index]
  if (set === undefined) return false
  return set.from !== undefined || set.terms.every((term) => term.kind === 'set' && isVerified(term.set, botSets))
}
