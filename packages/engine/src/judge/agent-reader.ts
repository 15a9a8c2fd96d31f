import { isBetterBot } from '@tidegate/model'
import { createScanBuffer, maxAgentScan, scanTokens } from '@tidegate/values'
import type { BotTable } from '../plan/dimensions.ts'

/** Finds the bot sets that a user agent claims to be in, and the token by which it does. Reads one string at a time, with its own scratch arrays. */
export class AgentReader {
  readonly #table: BotTable
  /** The claimed sets in ascending order: the first `claimCount` elements. */
  readonly claims: Int32Array
  claimCount = 0
  /** The longest matching token of declared sets. */
  bot: string | undefined
  readonly #found: Uint32Array
  readonly #matched: Int32Array
  #matchedCount = 0
  readonly #claimed: Uint8Array
  // Bit 0: a token includes the agent in the set; bit 1: a token excludes it.
  readonly #spoken: Uint8Array
  readonly #pending: Int32Array
  readonly #touched: number[] = []
  readonly #buffer = createScanBuffer(maxAgentScan)

  constructor(table: BotTable) {
    const { tokens, setCount } = table
    this.#table = table
    this.claims = new Int32Array(setCount)
    this.#found = new Uint32Array((tokens.length + 31) >>> 5)
    this.#matched = new Int32Array(tokens.length)
    this.#claimed = new Uint8Array(setCount)
    this.#spoken = new Uint8Array(setCount)
    this.#pending = new Int32Array((setCount + 31) >>> 5)
  }

  /**
   * Reads another agent. Linear in its first 2,048 characters and in the claimed sets. Nothing is cached, so reading the same agent again takes
   * as long.
   */
  read(agent: string | undefined): void {
    this.claimCount = 0
    this.bot = undefined
    if (agent === undefined) return
    if (scanTokens(this.#table.scan, agent, this.#found, maxAgentScan, this.#buffer) < 0) return
    this.#collectMarks()
    this.#collectClaims()
    this.bot = this.#longestBot()
    this.#clear()
  }

  #put(mark: number): void {
    const set = mark >>> 1
    if (this.#spoken[set] === 0) this.#touched.push(set)
    this.#spoken[set]! |= 1 << (mark & 1)
    if ((mark & 1) === 0) this.#pending[set >>> 5]! |= 1 << (set & 31)
  }

  #collectMarks(): void {
    const { marks } = this.#table
    const found = this.#found
    for (let word = 0; word < found.length; word++) {
      for (let bits = found[word]! | 0; bits !== 0; bits &= bits - 1) {
        const token = word * 32 + 31 - Math.clz32(bits & -bits)
        this.#matched[this.#matchedCount++] = token
        for (let at = marks.starts[token]!; at < marks.starts[token + 1]!; at++) this.#put(marks.items[at]!)
      }
      found[word] = 0
    }
  }

  #collectClaims(): void {
    const { marksOfSet } = this.#table
    const pending = this.#pending
    // INVARIANT: a set marks only later sets, so all marks of a set are present when it is examined.
    for (let word = 0; word < pending.length; word++) {
      while (pending[word] !== 0) {
        const bit = pending[word]! & -pending[word]!
        pending[word]! ^= bit
        const set = word * 32 + 31 - Math.clz32(bit)
        if (this.#spoken[set] !== 1) continue
        this.claims[this.claimCount++] = set
        this.#claimed[set] = 1
        for (let at = marksOfSet.starts[set]!; at < marksOfSet.starts[set + 1]!; at++) this.#put(marksOfSet.items[at]!)
      }
    }
  }

  #clear(): void {
    for (const set of this.#touched) this.#spoken[set] = 0
    this.#touched.length = 0
    for (let i = 0; i < this.claimCount; i++) this.#claimed[this.claims[i]!] = 0
    this.#matchedCount = 0
  }

  #longestBot(): string | undefined {
    const { tokens, marks, declaredSets } = this.#table
    let best: string | undefined
    for (let i = 0; i < this.#matchedCount; i++) {
      const token = this.#matched[i]!
      if (!isBetterBot(tokens[token]!, best)) continue
      for (let at = marks.starts[token]!; at < marks.starts[token + 1]!; at++) {
        const mark = marks.items[at]!
        if ((mark & 1) === 0 && mark >>> 1 < declaredSets && this.#claimed[mark >>> 1] === 1) best = tokens[token]!
      }
    }
    return best
  }
}
