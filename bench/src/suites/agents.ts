import { createIsbotFromList, isbot } from 'isbot'
import { buildTokenScan, createScanBuffer, maxAgentScan, scanTokens, type TokenScan } from '@tidegate/values'
import { botTokens, browserAgents, mixedAgents } from '../data/agents.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { interleave } from '../harness/interleave.ts'
import { readingBytes } from '../peers/lower-bounds.ts'
import { tokenPatterns } from '../peers/token-pattern.ts'

export const agents: Benchmark = {
  id: 'agents',
  title: 'which of our bot tokens does this user agent contain?',
  work: 'from a new user-agent string of about 117 characters, nine browsers to one bot; we find every token, the peers answer yes or no',
  async run(emit, { quick }) {
    for (const size of quick ? [150] : [15, 150, 1_000]) {
      const tokens = botTokens(size)
      const scan = buildTokenScan(tokens.map((text) => ({ text, word: false })))
      const out = new Uint32Array((size + 31) >> 5)
      const one = new RegExp(tokenPatterns(tokens).join('|'), 'i')
      const custom = createIsbotFromList(tokenPatterns(tokens))
      const compared = await interleave({
        benchmark: 'agents',
        case: `${size.toLocaleString('en')} tokens`,
        inputs: (round) => mixedAgents(quick ? 1_000 : 20_000, tokens, 200 + round),
        ours: { name: 'tidegate', run: find(scan, out) },
        peers: [
          { name: 'one RegExp', run: (agent) => one.test(agent) },
          { name: 'isbot from our list', run: (agent) => custom(agent) },
          { name: 'isbot', run: (agent) => isbot(agent), note: 'its own list' },
          {
            name: 'includes in a loop',
            run: (agent) => {
              const lower = agent.toLowerCase()
              return tokens.some((token) => lower.includes(token))
            },
          },
          readingBytes(maxAgentScan),
        ],
        rounds: quick ? 2 : 9,
        roundMs: quick ? 5 : 60,
      })
      for (const comparison of compared) emit(comparison)
    }
    // The same user agents repeatedly, where a peer may benefit from a cache; Tidegate has none.
    const tokens = botTokens(150)
    const scan = buildTokenScan(tokens.map((text) => ({ text, word: false })))
    const out = new Uint32Array(5)
    const few = browserAgents(50, 5)
    for (const comparison of await interleave({
      benchmark: 'agents',
      case: '150 tokens, 50 recurring agents',
      inputs: () => few,
      ours: { name: 'tidegate', run: find(scan, out) },
      peers: [{ name: 'isbot', run: (agent) => isbot(agent), note: 'its own list' }],
      rounds: quick ? 2 : 9,
      roundMs: quick ? 5 : 60,
    })) {
      emit(comparison)
    }
  },
}

/** Scans as the engine does: marks are cleared only if there are any. */
function find(scan: TokenScan, out: Uint32Array): (agent: string) => number {
  const buffer = createScanBuffer(maxAgentScan)
  return (agent) => {
    const longest = scanTokens(scan, agent, out, maxAgentScan, buffer)
    if (longest >= 0) out.fill(0)
    return longest
  }
}
