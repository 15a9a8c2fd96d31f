import { botSetName } from '../names.ts'
import { agentWords, bareName, notUnless } from './found-words.ts'
import type { TestKind } from './test-kind.ts'

/**
 * The request comes from a bot of a set: its agent contains a token of it, and its address is in the `from` of the set. `set` is an
 * index in `botSets`.
 */
export interface BotIn {
  readonly kind: 'bot-in'
  readonly set: number
}

export const botIn: TestKind<BotIn> = {
  value: ({ set }, view) => view.bots.has(set),
  reads: () => [{ kind: 'agent' }, { kind: 'ip' }],
  text: ({ set }, model) => `bot in ${bareName(botSetName(model, set))}`,
  found: ({ set }, holds, view) => `agent ${agentWords(view)} is ${notUnless(holds)}in ${botSetName(view.model, set)}`,
  key: ({ set }, names) => `bot in ${names.set('bots', set)}`,
}
