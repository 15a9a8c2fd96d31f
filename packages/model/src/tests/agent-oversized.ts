import { maxAgentScan } from '@tidegate/values'
import { isUnknown } from '../view/is-unknown.ts'
import { notUnless } from './found-words.ts'
import type { TestKind } from './test-kind.ts'

/** The user agent is longer than the 2,048 characters in which tokens are searched. */
export interface AgentOversized {
  readonly kind: 'agent-oversized'
}

export const agentOversized: TestKind<AgentOversized> = {
  value: (_, { facts }) => {
    if (isUnknown({ kind: 'agent' }, facts)) return undefined
    return facts.agent !== undefined && facts.agent.length > maxAgentScan
  },
  reads: () => [{ kind: 'agent' }],
  text: () => 'agent is oversized',
  found: (_, holds, { facts: { agent } }) =>
    `agent, ${agent === undefined ? 'absent' : `${agent.length} characters`}, is ${notUnless(holds)}oversized`,
  key: () => 'agent is oversized',
}
