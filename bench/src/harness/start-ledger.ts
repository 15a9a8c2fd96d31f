import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The processor time of requests, in microseconds each, by variant and round. */
export type Ledger<Variant extends string> = Readonly<Record<Variant, readonly number[]>>

/** What a ledger compares, and how long. */
export interface LedgerWork<Variant extends string> {
  readonly variants: readonly Variant[]
  /** Called at the beginning of each block; returns what answers its requests. */
  readonly use: (variant: Variant) => RequestListener
  readonly rounds: number
  /** The requests of a variant in a round. */
  readonly block: number
}

/** A running server, and what it measures. */
export interface RunningLedger<Variant extends string> {
  readonly port: number
  /** Resolves once all rounds are over, which needs requests. */
  readonly taken: Promise<Ledger<Variant>>
}

/** Rounds that are not counted, while code is compiled. */
const warmRounds = 8
/** The part of a block that is not counted, so that the caches belong to its variant. */
const settling = 0.2

/**
 * Starts a server on loopback that measures variants of its work in one process: which one answers changes after every `block` requests, in a random order in each
 * round, so that each variant is compared with its neighbours within a second.
 */
export async function startLedger<Variant extends string>({
  variants,
  use,
  rounds,
  block,
}: LedgerWork<Variant>): Promise<RunningLedger<Variant>> {
  const taken = Object.fromEntries(variants.map((name) => [name, []])) as unknown as Record<Variant, number[]>
  const { promise, resolve } = Promise.withResolvers<Ledger<Variant>>()
  const order = [...variants]
  let [round, place, count, startUs] = [0, 0, 0, 0]
  let seed = 12_345
  const shuffle = (): void => {
    for (let i = order.length - 1; i > 0; i--) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      const j = Math.floor((seed / 2 ** 32) * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
  }
  let listener = use(order[0]!)
  const endBlock = (): void => {
    if (round >= warmRounds) taken[order[place]!].push((processorUs() - startUs) / (block * (1 - settling)))
    count = 0
    place++
    if (place === order.length) {
      place = 0
      round++
      shuffle()
      if (round === rounds + warmRounds) resolve(taken)
    }
    listener = use(order[place]!)
  }
  const server = createServer((request, response) => {
    if (count === block) endBlock()
    if (count === Math.floor(block * settling)) startUs = processorUs()
    count++
    listener(request, response)
  })
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening)
  })
  return { port: (server.address() as AddressInfo).port, taken: promise }
}

function processorUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
