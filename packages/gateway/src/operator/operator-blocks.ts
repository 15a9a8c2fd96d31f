import type { KeyText, RuleRef } from '@tidegate/engine'
import { formatIp, networkOf, parseIp } from '@tidegate/values'
import type { OperatorBlock, SiteRefusal } from './operator.ts'

/** Who blocked what until when: stores know only that something is blocked. */
export interface OperatorBlocks {
  readonly add: (block: OperatorBlock) => void
  readonly end: (site: string, limit: RuleRef, key: readonly KeyText[]) => void
  readonly find: (site: string, limit: RuleRef, key: readonly KeyText[]) => OperatorBlock | undefined
  /** Those that have not ended, the newest first. */
  readonly list: () => readonly OperatorBlock[]
  /** The block that refused a request, also if it has ended since. */
  readonly refused: (refusal: SiteRefusal) => OperatorBlock | undefined
}

/** Number of blocks that are remembered, including those that have ended. */
const kept = 10_000

/** WHY: a gate reads the wall clock once a second, so its times may differ from ours by some milliseconds; that the limit was blocked is known. */
const slackMs = 1_000

/** Creates an empty record of blocks. */
export function createOperatorBlocks(wallMs: () => number): OperatorBlocks {
  let blocks: readonly OperatorBlock[] = []

  function isSame(one: OperatorBlock, site: string, limit: RuleRef, key: readonly KeyText[]): boolean {
    return one.site === site && identityOf(one.limit) === identityOf(limit) && sameKey(one.key, key)
  }

  function find(site: string, limit: RuleRef, key: readonly KeyText[]): OperatorBlock | undefined {
    return blocks.find((one) => one.untilMs > wallMs() && isSame(one, site, limit, key))
  }

  function end(site: string, limit: RuleRef, key: readonly KeyText[]): void {
    const nowMs = wallMs()
    blocks = blocks.map((one) =>
      one.untilMs > nowMs && isSame(one, site, limit, key) ? { ...one, untilMs: nowMs } : one,
    )
  }

  return {
    add: (block) => {
      end(block.site, block.limit, block.key)
      blocks = [block, ...blocks].slice(0, kept)
    },
    end,
    find,
    list: () => blocks.filter(({ untilMs }) => untilMs > wallMs()),
    refused: ({ site, limits, atMs, ip, user }) => {
      const blocked = limits.filter((limit) => limit.blocked === true)
      return blocks.find(
        (one) =>
          one.site === site &&
          one.sinceMs - slackMs <= atMs &&
          atMs <= one.untilMs + slackMs &&
          blocked.some(({ rule }) => identityOf(rule) === identityOf(one.limit)) &&
          one.key.every(({ part, value }) => isOf(part, value, ip, user)),
      )
    },
  }
}

/** Whether a part of a key is that of a client; parts other than its address and user are not remembered of refusals. */
function isOf(part: string, value: string, ip: string | undefined, user: string | undefined): boolean {
  if (part === 'user') return value === user
  const lengths = part === 'ip' ? [32, 64] : part === 'ip exact' ? [32, 128] : networkLengths(part)
  if (lengths === undefined) return true
  const address = ip === undefined ? undefined : parseIp(ip)
  return address !== undefined && formatIp(networkOf(address, lengths[0]!, lengths[1]!)) === value
}

function networkLengths(part: string): readonly number[] | undefined {
  const [, v4, v6] = /^network\((\d+), (\d+)\)$/.exec(part) ?? []
  return v4 === undefined || v6 === undefined ? undefined : [Number(v4), Number(v6)]
}

/** A limit with a name is the same limit under another number; one without is what it counts. */
function identityOf({ id, name }: RuleRef): string {
  return name === undefined ? `id ${id}` : `name ${name}`
}

function sameKey(one: readonly KeyText[], other: readonly KeyText[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ part, value }, i) => other[i]!.part === part && other[i]!.value === value)
  )
}
