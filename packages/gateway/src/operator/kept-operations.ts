import { readFileSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { LimitStanding, Logger } from '@tidegate/engine'
import { type HeldFolder, holdFolder, replaceNow } from '@tidegate/node'
import type { OperatorBlock, Subject } from './counter-operations.ts'
import type { Tightening } from './tightening.ts'

/** A temporary rule, and the policy to which it is added, by the name that `policyName` gives it. */
export interface KeptTightening extends Omit<Tightening, 'problem'> {
  readonly policy: string
}

/** A block, whom it was made for, and the state of its limit when it began. */
export interface KeptBlock {
  readonly policy: string
  readonly block: OperatorBlock
  readonly subject: Subject
  readonly state: LimitStanding
}

/** What operators made that has not ended. */
export interface KeptOperations {
  readonly tightenings: readonly KeptTightening[]
  readonly blocks: readonly KeptBlock[]
}

/** The state folder of a gateway. */
export interface GatewayState {
  /** What the last process left that has not ended. */
  readonly operations: KeptOperations
  /** The name of a policy in the folder. */
  readonly policyName: (policy: string) => string
  /** The folder of the counters of a policy. */
  readonly folderOf: (policy: string) => string
  /** Replaces what is kept, before it returns. A failure is logged. */
  readonly write: (operations: KeptOperations) => void
  readonly release: () => void
}

const noOperations: KeptOperations = { tightenings: [], blocks: [] }

/**
 * Takes the state folder of a gateway with these policies. A file that cannot be used is logged and set aside. Throws a `StateFolderError` if another process
 * uses the folder, or it cannot be written.
 */
export function openGatewayState(
  folder: string,
  policies: readonly string[],
  logger: Logger,
  wallMs: () => number,
): GatewayState {
  const held: HeldFolder = holdFolder(folder)
  const path = join(folder, 'operators.json')
  const policyName = (policy: string): string => {
    const name = basename(policy)
    const isOnly = !policies.some((other) => other !== policy && basename(other) === name)
    return isOnly ? name : encodeURIComponent(policy)
  }
  const operations = inForce(readOperations(path, logger), wallMs())
  const kept = { tightenings: operations.tightenings.length, blocks: operations.blocks.length }
  if (kept.tightenings + kept.blocks > 0)
    logger.info(kept, "restored the temporary rules and operators' blocks of the last process")
  return {
    operations,
    policyName,
    folderOf: (policy) => join(folder, policyName(policy)),
    write: (operations) => {
      try {
        replaceNow(path, [`${JSON.stringify({ version: 1, ...operations }, null, 2)}\n`])
      } catch (error) {
        const message = `operators' changes cannot be written to \`${path}\`, and will be lost when the process ends: ${(error as Error).message}`
        logger.error({ code: 'state-failed' }, message)
      }
    },
    release: held.release,
  }
}

function inForce({ tightenings, blocks }: KeptOperations, nowMs: number): KeptOperations {
  return {
    tightenings: tightenings.filter(({ untilMs }) => untilMs > nowMs),
    blocks: blocks.filter(({ block }) => block.untilMs > nowMs),
  }
}

function readOperations(path: string, logger: Logger): KeptOperations {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as Partial<KeptOperations & { readonly version: number }>
    if (found.version !== 1) throw new Error('its version is not supported')
    const { tightenings, blocks } = found
    if (!isList(tightenings, isTightening) || !isList(blocks, isBlock)) throw new Error('it is damaged')
    return { tightenings, blocks } as KeptOperations
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return noOperations
    logger.error(
      { code: 'state-unusable' },
      `temporary rules and operators' blocks in \`${path}\` are not used: ${message}; the file is kept as \`${path}.unusable\``,
    )
    try {
      renameSync(path, `${path}.unusable`)
    } catch {
      // It is replaced by the next change.
    }
    return noOperations
  }
}

function isList(value: unknown, isEntry: (entry: Readonly<Record<string, unknown>>) => boolean): boolean {
  return Array.isArray(value) && value.every((entry: unknown) => isRecord(entry) && isEntry(entry))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isTightening(entry: Readonly<Record<string, unknown>>): boolean {
  return (
    ['policy', 'id', 'site', 'statement', 'by'].every((name) => typeof entry[name] === 'string') &&
    ['sinceMs', 'untilMs'].every((name) => Number.isFinite(entry[name]))
  )
}

function isBlock({ policy, block, subject, state }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof policy === 'string' &&
    isRecord(subject) &&
    isRecord(state) &&
    isRecord(state['rule']) &&
    isRecord(block) &&
    isRecord(block['limit']) &&
    Array.isArray(block['key']) &&
    ['sinceMs', 'untilMs'].every((name) => Number.isFinite(block[name]))
  )
}
