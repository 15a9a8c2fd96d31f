import { isBetterBot } from '@tidegate/model'
import { createScanBuffer, maxAgentScan, scanTokens } from '@tidegate/values'
import type { BotTable } from '../plan/dimensions.ts'

/** Finds the bot sets that a user agent claims to be in, and the token by which it does. Reads one string at a time. */
export interface AgentReader {
  /**
   * Reads another agent. Linear in its first 2,048 characters and in the claimed sets. Nothing is cached, so reading the same agent again takes
   * as long.
   */
  readonly read: (agent: string | undefined) => void
  /** The claimed sets in ascending order: the first `claimCount()` elements. */
  readonly claims: Int32Array
  readonly claimCount: () => number
  /** The longest matching token of declared sets. */
  readonly bot: () => string | undefined
}

/** Creates a reader with its own scratch arrays. */
export function createAgentReader(table: BotTable): AgentReader {
  const { scan, tokens, marks, marksOfSet, setCount, declaredSets } = table
  const found = new Uint32Array((tokens.length + 31) >>> 5)
  const matched = new Int32Array(tokens.length)
  let matchedCount = 0
  const claims = new Int32Array(setCount)
  let claimCount = 0
  const claimed = new Uint8Array(setCount)
  // Bit 0: a token includes the agent in the set; bit 1: a token excludes it.
  const spoken = new Uint8Array(setCount)
  const pending = new Int32Array((setCount + 31) >>> 5)
  const touched: number[] = []
  const buffer = createScanBuffer(maxAgentScan)
  let bot: string | undefined

  function put(mark: number): void {
    const set = mark >>> 1
    if (spoken[set] === 0) touched.push(set)
    spoken[set]! |= 1 << (mark & 1)
    if ((mark & 1) === 0) pending[set >>> 5]! |= 1 << (set & 31)
  }

  function read(agent: string | undefined): void {
    claimCount = 0
    bot = undefined
    if (agent === undefined) return
    if (scanTokens(scan, agent, found, maxAgentScan, buffer) < 0) return
    collectMarks()
    collectClaims()
    bot = longestBot()
    clear()
  }

  function collectMarks(): void {
    for (let word = 0; word < found.length; word++) {
      for (let bits = found[word]! | 0; bits !== 0; bits &= bits - 1) {
        const token = word * 32 + 31 - Math.clz32(bits & -bits)
        matched[matchedCount++] = token
        for (let at = marks.starts[token]!; at < marks.starts[token + 1]!; at++) put(marks.items[at]!)
      }
      found[word] = 0
    }
  }

  function collectClaims(): void {
    // INVARIANT: a set marks only later sets, so all marks of a set are present when it is examined.
    for (let word = 0; word < pending.length; word++) {
      while (pending[word] !== 0) {
        const bit = pending[word]! & -pending[word]!
        pending[word]! ^= bit
        const set = word * 32 + 31 - Math.clz32(bit)
        if (spoken[set] !== 1) continue
        claims[claimCount++] = set
        claimed[set] = 1
        for (let at = marksOfSet.starts[set]!; at < marksOfSet.starts[set + 1]!; at++) put(marksOfSet.items[at]!)
      }
    }
  }

  function clear(): void {
    for (const set of touched) spoken[set] = 0
    touched.length = 0
    for (let i = 0; i < claimCount; i++) claimed[claims[i]!] = 0
    matchedCount = 0
  }

  function longestBot(): string | undefined {
    let best: string | undefined
    for (let i = 0; i < matchedCount; i++) {
      const token = matched[i]!
      if (!isBetterBot(tokens[token]!, best)) continue
      for (let at = marks.starts[token]!; at < marks.starts[token + 1]!; at++) {
        const mark = marks.items[at]!
        if ((mark & 1) === 0 && mark >>> 1 < declaredSets && claimed[mark >>> 1] === 1) best = tokens[token]!
      }
    }
    return best
  }

  return { read, claims, claimCount: () => claimCount, bot: () => bot }
}
