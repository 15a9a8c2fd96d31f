import { type Condition, leaf, readsOf, someTest, type Subject } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { DraftGuard } from './draft.ts'

/**
 * Returns the guard that exempts `/robots.txt` from `block` and `allow only` rules about bots: crawlers take a refusal of that
 * file as a site without rules (RFC 9309 §2.3.1.3). Empty for rules that test neither `bot` nor `agent`.
 */
export function robotsGuard(
  checking: Checking,
  condition: Condition,
  { guards, place }: { readonly guards: readonly DraftGuard[]; readonly place: DraftGuard['place'] },
): readonly DraftGuard[] {
  if (!testsBots(condition) && !guards.some((guard) => testsBots(guard.condition))) return []
  return [
    {
      source: 'bots-on-robots-txt',
      condition: notForRobotsTxt(checking),
      text: 'not (method in GET, HEAD and path in /robots.txt)',
      place,
      establishes: new Set(),
    },
  ]
}

/** Returns the same object for all rules, so that it is processed once. */
function notForRobotsTxt({ sets, resolved }: Checking): Condition {
  const set = sets.addPaths({ include: ['/robots.txt'], except: [] })
  const condition: Condition = resolved.robotsConditions.get(set) ?? {
    kind: 'not',
    condition: {
      kind: 'and',
      all: [
        leaf({ kind: 'text-in', subject: { kind: 'method' }, values: ['GET', 'HEAD'] }),
        leaf({ kind: 'path-in', subject: 'path', set }),
      ],
    },
  }
  resolved.robotsConditions.set(set, condition)
  return condition
}

function testsBots(condition: Condition): boolean {
  return someTest(condition, (test) => readsOf(test).some(isAgent))
}

function isAgent(subject: Subject): boolean {
  return (
    subject.kind === 'agent' || subject.kind === 'bot' || (subject.kind === 'header' && subject.name === 'user-agent')
  )
}
