import { readFile } from 'node:fs/promises'
import {
  checkOptions,
  checkValues,
  type DefinedPlugin,
  definePlugin,
  type FactInputs,
  type SyncFact,
  type ValueKind,
} from '@tidegate/engine'
import type { FetchWorld } from './fetch-directory.ts'
import { type AgentKeysState, createKeyBook } from './key-book.ts'
import { type KeySet, keySetOf } from './key-set.ts'
import { authorityOf, type SignedRequest } from './signed-request.ts'
import { type Verdict, verifyRequest } from './verify-request.ts'

/** Which agents are known, and when their signatures are accepted. */
export interface SignedAgentsOptions {
  /**
   * The hosts of this site as clients name them, with a port if it is not the usual one: `www.example.com`. A signature for any other is invalid,
   * because agents also sign requests to other sites, which could repeat them here.
   */
  readonly authorities: readonly string[]
  /** Agents whose key directories are fetched, such as `bot.example`. At most 1,000. Default none. */
  readonly agents?: readonly string[]
  /** Path of a JSON file of keys by agent: `{"bot.example": {"keys": [...]}}`. It is read once. Default none. */
  readonly keys?: string
  /** The scheme of the URLs that clients use, also if a proxy ends TLS. Default `https`. */
  readonly scheme?: 'http' | 'https'
  /** Tolerated difference between clocks, in milliseconds. Default 60,000. */
  readonly clockSkewMs?: number
  /** Maximum time between `created` and `expires` of a signature, in milliseconds. Default 86,400,000 (a day). */
  readonly maxLifetimeMs?: number
  /** Time until a directory is fetched again if its server does not say, in milliseconds; at least a minute, at most a day. Default 3,600,000. */
  readonly refreshMs?: number
  /** How long a fetch may take, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number
  /** Called when a directory cannot be fetched; keys that are known stay in use. */
  readonly onFault?: (agent: string, error: Error) => void
}

/** States of the signatures of a request, as texts of policies. */
export const signatureStates: readonly ['none', 'valid', 'invalid', 'expired', 'unknown key'] = Object.freeze([
  'none',
  'valid',
  'invalid',
  'expired',
  'unknown key',
])

/** The plugin, with its facts by name and type. */
export type SignedAgentsPlugin = DefinedPlugin<{
  readonly 'signature.agent': SyncFact<string> & { readonly type: 'text' }
  readonly 'signature.state': SyncFact<string> & { readonly type: 'text' }
}>

/** The keys of the agents, and the plugin that verifies with them. */
export interface SignedAgents {
  /** The plugin for the option `plugins`; policies contain `use signed-agents`. */
  readonly plugin: SignedAgentsPlugin
  /** Fetches all directories now, and resolves when that has ended. Never rejects. */
  refresh(): Promise<void>
  /** The keys of each agent, with their age and the last fault. */
  stats(): readonly AgentKeysState[]
  /** Stops fetching; the plugin continues to use the keys that it has. */
  close(): void
}

const kinds: Readonly<Record<keyof SignedAgentsOptions, readonly ValueKind[]>> = {
  authorities: ['list'],
  agents: ['list'],
  keys: ['text'],
  scheme: [['http', 'https']],
  clockSkewMs: ['number'],
  maxLifetimeMs: ['number'],
  refreshMs: ['number'],
  timeoutMs: ['number'],
  onFault: ['function'],
}

const maxAgents = 1_000

/**
 * Opens the keys of signed agents (Web Bot Auth). Directories are fetched in the background, never because of a request; until the first fetch
 * has ended, the state of their signatures is `unknown key`. Rejects with a `TypeError` for invalid options, and with an `Error` that names the
 * file if `keys` cannot be used.
 */
export function openSignedAgents(options: SignedAgentsOptions): Promise<SignedAgents> {
  return openInWorld(options, {})
}

/** As `openSignedAgents`, with another environment for fetches. */
export async function openInWorld(options: SignedAgentsOptions, world: FetchWorld): Promise<SignedAgents> {
  checkOptions('openSignedAgents', options, Object.keys(kinds))
  checkValues('openSignedAgents', options, kinds)
  const { scheme = 'https', clockSkewMs = 60_000, maxLifetimeMs = 86_400_000 } = options
  const { refreshMs = 3_600_000, timeoutMs = 5_000, onFault = () => {} } = options
  const authorities = new Set(
    namesOf('authorities', (options.authorities as readonly unknown[] | undefined) ?? [], scheme),
  )
  if (authorities.size === 0) throw new TypeError('openSignedAgents: name the hosts of this site in `authorities`')
  const fixed = options.keys === undefined ? new Map<string, KeySet>() : await readKeysFile(options.keys)
  const agents = namesOf('agents', options.agents ?? [], 'https')
  const twice = agents.find((agent, at) => fixed.has(agent) || agents.indexOf(agent) !== at)
  if (twice !== undefined) throw new TypeError(`openSignedAgents: the agent \`${twice}\` is given twice`)
  if (agents.length + fixed.size > maxAgents) throw new TypeError(`openSignedAgents: more than ${maxAgents} agents`)
  const keys = createKeyBook({ fixed, agents, refreshMs, timeoutMs, onFault, world })

  // WHY: the two facts of a request share one verification.
  const verdicts = new WeakMap<FactInputs, Verdict>()

  function verdictOf(inputs: FactInputs): Verdict {
    const known = verdicts.get(inputs)
    if (known !== undefined) return known
    const rules = { nowMs: inputs.nowMs, clockSkewMs, maxLifetimeMs, authorities }
    const verdict = verifyRequest(signedRequestOf(inputs, scheme), keys, rules)
    verdicts.set(inputs, verdict)
    return verdict
  }

  const plugin = definePlugin({
    apiVersion: 1,
    name: 'signed-agents',
    facts: {
      'signature.agent': {
        type: 'text',
        values: [...fixed.keys(), ...agents] as readonly string[],
        read: (inputs: FactInputs) => {
          const verdict = verdictOf(inputs)
          return verdict.state === 'valid' ? verdict.agent : undefined
        },
      },
      'signature.state': {
        type: 'text',
        values: signatureStates as readonly string[],
        read: (inputs: FactInputs) => verdictOf(inputs).state,
      },
    },
  })
  return { plugin, refresh: keys.refresh, stats: keys.stats, close: keys.close }
}

function signedRequestOf(inputs: FactInputs, scheme: SignedRequest['scheme']): SignedRequest {
  const { method, host, receivedTarget: target, fields } = inputs
  const [line] = [...fields(':authority'), ...fields('host')]
  const authority = line === undefined ? undefined : authorityOf(line, scheme)
  // WHY: a signature must be for the host that the policy sees, also if a target in absolute form names another one.
  const isSameHost = authority !== undefined && authority.replace(/:\d+$/, '').replace(/\.$/, '') === host
  return { method, scheme, authority: isSameHost ? authority : undefined, target, fields }
}

function namesOf(option: string, texts: readonly unknown[], scheme: SignedRequest['scheme']): readonly string[] {
  return texts.map((text) => {
    const name = typeof text === 'string' ? authorityOf(text, scheme) : undefined
    if (name !== undefined) return name
    throw new TypeError(
      `openSignedAgents: \`${String(text)}\` in \`${option}\` is not a host: expected a name such as example.com, without a scheme`,
    )
  })
}

async function readKeysFile(file: string): Promise<ReadonlyMap<string, KeySet>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new TypeError('expected an object with a key set for each agent')
    }
    return new Map(
      Object.entries(parsed).map(([agent, value]) => {
        const [name] = namesOf('keys', [agent], 'https')
        const keys = keySetOf(value)
        if (keys.size === 0) throw new TypeError(`\`${agent}\` has no Ed25519 key that can be used`)
        return [name!, keys]
      }),
    )
  } catch (error) {
    throw new Error(`cannot use the keys of ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
