import { type BotSetModel, type Condition, readsOf, type Span, type Subject, type Test, testsOf } from '@tidegate/model'
import { costCasesOf, type Draft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'

/** TG420: an exemption or a cost of 0 that is based only on the User-Agent, which every client can choose. */
export function findSpoofableExemptions({ checking, exemptions, limits }: Findable): void {
  const isVerified = createVerified(checking.sets.botSets)
  for (const draft of exemptions) check(draft.condition, draft, draft.typed.span, 'this exempts every client')
  for (const draft of limits) {
    for (const { places, condition, span } of costCasesOf(draft)) {
      if (places === 0) check(condition, draft, span, 'requests cost nothing of every client')
    }
  }

  function check(condition: Condition, { guards }: Draft, span: Span, what: string): void {
    const all = [condition, ...guards.map((guard) => guard.condition)]
    const evidence = new Set(all.flatMap(testsOf).flatMap((test) => evidenceOf(test, isVerified)))
    if (!evidence.has('agent') || evidence.has('other')) return
    checking.report.add('TG420', span, `${what} that sends such a User-Agent, and any client can`, {
      help: 'test addresses too, or verify the bots with `from` after their tokens',
    })
  }
}

type Evidence = 'agent' | 'other' | 'neutral'

/**
 * Returns the kinds of evidence that a test uses: the user agent, something else that identifies the client, or something that
 * does not identify the client.
 */
function evidenceOf(test: Test, isVerified: (set: number) => boolean): readonly Evidence[] {
  if (test.kind === 'bot-in') return [isVerified(test.set) ? 'other' : 'agent']
  // The equality of two values is stronger evidence than either value alone.
  if (test.kind === 'text-same') return ['other']
  return readsOf(test).map(evidenceOfSubject)
}

function evidenceOfSubject(subject: Subject): Evidence {
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

/** Returns whether the addresses of all bots of a set are verified; each set is examined once, although others may contain it often. */
function createVerified(botSets: readonly BotSetModel[]): (index: number) => boolean {
  const known = new Map<number, boolean>()
  function isVerified(index: number): boolean {
    const answer = known.get(index) ?? read(botSets[index])
    known.set(index, answer)
    return answer
  }
  function read(set: BotSetModel | undefined): boolean {
    if (set === undefined) return false
    return set.from !== undefined || set.terms.every((term) => term.kind === 'set' && isVerified(term.set))
  }
  return isVerified
}
