import { verify } from 'node:crypto'
import { createComponentReader, type ReadComponent } from './component-value.ts'
import type { AgentKey } from './key-set.ts'
import { type Dictionary, type InnerList, isInnerList, type Item, joinedField, readDictionary } from './parse-field.ts'
import { type AgentField, namedAgent, readAgentField } from './signature-agent.ts'
import { signatureBase } from './signature-base.ts'
import type { SignedRequest } from './signed-request.ts'

/** What is known about the signatures of a request. */
export type Verdict =
  | { readonly state: 'valid'; readonly agent: string }
  | { readonly state: 'none' | 'invalid' | 'expired' | 'unknown key' }

/** The keys that signatures are verified with. */
export interface KnownKeys {
  /** The key of an agent, by id. */
  readonly of: (agent: string, id: string) => AgentKey | undefined
  /** The agent that has a key, if it is one agent only. */
  readonly holderOf: (id: string) => string | undefined
}

/** When a signature is accepted. */
export interface VerifyRules {
  /** The time, in milliseconds since 1970. */
  readonly nowMs: number
  /** Difference between the clocks of signer and verifier that is tolerated. */
  readonly clockSkewMs: number
  /** Maximum time between `created` and `expires`. */
  readonly maxLifetimeMs: number
  /** The authorities that signatures may be for. */
  readonly authorities: ReadonlySet<string>
}

/** Maximum number of signatures of a request that are verified: verifying is the most expensive step. */
const maxSignatures = 4
const maxNonceLength = 256
const signatureLength = 64

/** INVARIANT: what is more certain comes first, and only one signature has to be valid. */
const order = ['valid', 'expired', 'invalid', 'unknown key'] as const

/**
 * Verifies the signatures of a request that have the tag `web-bot-auth`; others are ignored. At most four are looked at. If several are valid, the
 * agent is that of the first. Total: accepts requests with any bytes.
 */
export function verifyRequest(request: SignedRequest, keys: KnownKeys, rules: VerifyRules): Verdict {
  const lines = request.fields('signature-input')
  if (lines.length === 0) return { state: 'none' }
  const text = joinedField(lines)
  const inputs = text === undefined ? undefined : readDictionary(text)
  if (inputs === undefined) return { state: 'invalid' }
  const candidates = [...inputs].filter(([, [, parameters]]) => parameters.get('tag') === 'web-bot-auth')
  if (candidates.length === 0) return { state: 'none' }
  const field = joinedField(request.fields('signature'))
  const signatures = field === undefined ? undefined : readDictionary(field)
  const agents = readAgentField(request.fields('signature-agent'))
  const read = createComponentReader(request)
  const verdicts = candidates
    .slice(0, maxSignatures)
    .map(([label, input]) => verifyOne({ label, input, signatures, agents, read }, request, keys, rules))
  return verdicts.toSorted((a, b) => rankOf(a) - rankOf(b))[0]!
}

function rankOf({ state }: Verdict): number {
  return state === 'none' ? order.length : order.indexOf(state)
}

interface Candidate {
  readonly label: string
  readonly input: Item | InnerList
  readonly signatures: Dictionary | undefined
  readonly agents: AgentField
  readonly read: ReadComponent
}

const invalid: Verdict = { state: 'invalid' }
const unknownKey: Verdict = { state: 'unknown key' }

function verifyOne(candidate: Candidate, request: SignedRequest, keys: KnownKeys, rules: VerifyRules): Verdict {
  const { label, input, agents, read } = candidate
  const signature = signatureOf(candidate)
  if (!isInnerList(input) || signature === undefined) return invalid
  const [components, parameters] = input
  const { created, expires, keyid, nonce, alg } = Object.fromEntries(parameters)
  if (!isSeconds(created) || !isSeconds(expires) || typeof keyid !== 'string') return invalid
  if (nonce !== undefined && (typeof nonce !== 'string' || nonce.length > maxNonceLength)) return invalid
  if (!components.some(coversAuthority) || !isForUs(request, rules)) return invalid
  const named = namedAgent(agents, components, label)
  if (named.kind === 'invalid') return invalid
  const base = signatureBase(input, read)
  if (base === undefined) return invalid
  if (named.kind === 'unsupported' || (alg !== undefined && alg !== 'ed25519')) return unknownKey
  const agent = named.kind === 'agent' ? named.agent : keys.holderOf(keyid)
  const key = agent === undefined ? undefined : keys.of(agent, keyid)
  if (agent === undefined || key === undefined || !isInForce(key, rules.nowMs)) return unknownKey
  if (!verify(null, base, key.key, signature)) return invalid
  const state = stateAt(created * 1_000, expires * 1_000, rules)
  return state === 'valid' ? { state, agent } : { state }
}

function signatureOf({ label, signatures }: Candidate): Uint8Array | undefined {
  const member = signatures?.get(label)
  if (member === undefined || isInnerList(member)) return undefined
  const [value] = member
  return value instanceof ArrayBuffer && value.byteLength === signatureLength ? new Uint8Array(value) : undefined
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value)
}

function coversAuthority([name, parameters]: Item): boolean {
  return (name === '@authority' || name === '@target-uri') && parameters.size === 0
}

/** WHY: what an agent signed for another site must not be valid here; the client chooses Host. */
function isForUs({ authority }: SignedRequest, { authorities }: VerifyRules): boolean {
  return authority !== undefined && authorities.has(authority)
}

function isInForce({ fromMs, untilMs }: AgentKey, nowMs: number): boolean {
  return fromMs <= nowMs && nowMs < untilMs
}

function stateAt(createdMs: number, expiresMs: number, rules: VerifyRules): 'valid' | 'invalid' | 'expired' {
  const { nowMs, clockSkewMs, maxLifetimeMs } = rules
  const isSound = createdMs < expiresMs && expiresMs - createdMs <= maxLifetimeMs && createdMs <= nowMs + clockSkewMs
  if (!isSound) return 'invalid'
  return nowMs < expiresMs + clockSkewMs ? 'valid' : 'expired'
}
