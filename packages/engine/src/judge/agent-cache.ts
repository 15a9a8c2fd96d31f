/** What is remembered of an agent. */
export interface AgentEntry {
  readonly agent: string
  /** The bot sets that it claims to be in, ascending. */
  readonly claims: readonly number[]
  readonly bot: string | undefined
}

/** Remembers agents in a table of fixed size, whatever clients send. */
export interface AgentCache {
  readonly find: (agent: string) => AgentEntry | undefined
  /** Forgets another one for it. Agents of more than 512 characters are not kept. */
  readonly keep: (agent: string, claims: readonly number[], bot: string | undefined) => void
}

const ways = 4
const sets = 256
const longestKept = 512
const samples = 6

/**
 * A cache of at most 1,024 agents, each of which may stand in four places. Places are chosen by the length and six characters whose
 * positions differ from cache to cache (`random`), so that nobody can craft agents that crowd others out; a match is made sure of by
 * comparing the whole text. No hash of the text is computed: hashing costs as much as scanning it for tokens.
 */
export function createAgentCache(random: () => number = Math.random): AgentCache {
  const entries: (AgentEntry | undefined)[] = Array.from({ length: sets * ways }, () => undefined)
  // WHY: texts lie far apart in memory; where none of four tags fits, none of them is looked at.
  const tags = new Int32Array(sets * ways)
  // WHY: as fractions of 65,536, so that finding a place is whole-number work: a remainder of 32 bits costs 50 ns.
  const positions = Uint32Array.from({ length: samples }, () => Math.floor(random() * 2 ** 16))
  let turn = 0

  /** A number of 32 bits that equal agents have in common: never 0. */
  function tagOf(agent: string): number {
    const { length } = agent
    let place = length
    for (let i = 0; i < samples; i++) place = Math.imul(place, 31) + agent.charCodeAt((positions[i]! * length) >>> 16)
    return Math.imul(place, 0x9e3779b1) | 1
  }

  function find(agent: string): AgentEntry | undefined {
    if (agent.length === 0 || agent.length > longestKept) return undefined
    const tag = tagOf(agent)
    const first = firstOf(tag)
    for (let at = first; at < first + ways; at++) {
      if (tags[at] === tag && entries[at]?.agent === agent) return entries[at]
    }
    return undefined
  }

  function keep(agent: string, claims: readonly number[], bot: string | undefined): void {
    if (agent.length === 0 || agent.length > longestKept) return
    turn = (turn + 1) % ways
    const tag = tagOf(agent)
    const at = firstOf(tag) + turn
    tags[at] = tag
    // WHY: a copy, because a part of a request's head would keep the whole head in memory.
    entries[at] = { agent: ` ${agent}`.slice(1), claims, bot }
  }

  return { find, keep }
}

function firstOf(tag: number): number {
  return (tag >>> 24) * ways
}
