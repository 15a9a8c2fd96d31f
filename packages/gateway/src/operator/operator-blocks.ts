import type { KeyText, LimitStanding, RuleRef } from '@tidegate/engine'
import { isPartOf } from './part-of-client.ts'
import type { OperatorBlock, Subject } from './counter-operations.ts'
import type { SiteRefusal } from './refusal-answers.ts'

/** Who blocked what until when: stores know only that something is blocked. */
export interface OperatorBlocks {
  /** Remembers a block, and the state of the limit when it began. */
  readonly add: (block: OperatorBlock, state: LimitStanding, subject: Subject) => void
  readonly end: (site: string, limit: RuleRef, key: readonly KeyText[]) => void
  readonly find: (site: string, limit: RuleRef, key: readonly KeyText[]) => OperatorBlock | undefined
  /** Those that have not ended, the newest first. */
  readonly list: () => readonly OperatorBlock[]
  /** These with the state of the limit when they began. */
  readonly begun: () => readonly BegunBlock[]
  /** The block that refused a request, also if it has ended since. */
  readonly refused: (refusal: SiteRefusal) => OperatorBlock | undefined
}

/** A block, and the state of its limit when it began. */
export interface BegunBlock {
  readonly block: OperatorBlock
  readonly state: LimitStanding
  /** Whom the operator named. */
  readonly subject: Subject
}

/** Number of blocks that are remembered, including those that have ended. */
const kept = 10_000

/** WHY: a gate reads the wall clock once a second, so its times may differ from ours by some milliseconds; that the limit was blocked is known. */
const slackMs = 1_000

/** Creates the record of blocks, at first these. */
export function createOperatorBlocks(wallMs: () => number, restored: readonly BegunBlock[] = []): OperatorBlocks {
  let blocks = restored

  function isSame(one: OperatorBlock, site: string, limit: RuleRef, key: readonly KeyText[]): boolean {
    return one.site === site && identityOf(one.limit) === identityOf(limit) && sameKey(one.key, key)
  }

  function find(site: string, limit: RuleRef, key: readonly KeyText[]): OperatorBlock | undefined {
    return begun().find(({ block }) => isSame(block, site, limit, key))?.block
  }

  function end(site: string, limit: RuleRef, key: readonly KeyText[]): void {
    const nowMs = wallMs()
    blocks = blocks.map((begun) =>
      begun.block.untilMs > nowMs && isSame(begun.block, site, limit, key)
        ? { ...begun, block: { ...begun.block, untilMs: nowMs } }
        : begun,
    )
  }

  function begun(): readonly BegunBlock[] {
    return blocks.filter(({ block }) => block.untilMs > wallMs())
  }

  return {
    add: (block, state, subject) => {
      end(block.site, block.limit, block.key)
      blocks = [{ block, state, subject }, ...blocks].slice(0, kept)
    },
    end,
    find,
    list: () => begun().map(({ block }) => block),
    begun,
    refused: ({ site, limits, atMs, ip, user }) => {
      const blocked = limits.filter((limit) => limit.blocked === true)
      return blocks.find(
        ({ block: one }) =>
          one.site === site &&
          one.sinceMs - slackMs <= atMs &&
          atMs <= one.untilMs + slackMs &&
          blocked.some(({ rule }) => identityOf(rule) === identityOf(one.limit)) &&
          // Parts of keys other than address and user are not remembered of refusals.
          one.key.every((part) => isPartOf(part, ip, user) !== false),
      )?.block
    },
  }
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
