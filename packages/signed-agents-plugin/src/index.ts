export type { AgentKeysState } from './key-book.ts'
export {
  openSignedAgents,
  type SignedAgents,
  type SignedAgentsOptions,
  type SignedAgentsPlugin,
  signatureStates,
} from './open-signed-agents.ts'
