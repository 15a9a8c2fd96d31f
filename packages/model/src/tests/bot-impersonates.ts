import { formatIp } from '@tidegate/values'
import { botSetName } from '../names.ts'
import { agentWords, bareName, notUnless } from './found-words.ts'
import type { TestKind } from './test-kind.ts'

/** A token of a set of bots matches, and the address is not in its `from`. `set` is an index in `botSets`. */
export interface BotImpersonates {
  readonly kind: 'bot-impersonates'
  readonly set: number
}

export const botImpersonates: TestKind<BotImpersonates> = {
  value: ({ set }, view) => view.bots.impersonates(set),
  reads: () => [{ kind: 'agent' }, { kind: 'ip' }],
  text: ({ set }, model) => `bot impersonates ${bareName(botSetName(model, set))}`,
  found: ({ set }, holds, view) => {
    const { ip } = view.facts
    return `agent ${agentWords(view)} from ${ip === undefined ? 'an unknown address' : formatIp(ip)} does ${notUnless(holds)}impersonate ${botSetName(view.model, set)}`
  },
  key: ({ set }, names) => `bot impersonates ${names.set('bots', set)}`,
}
