import { startChild } from './child.ts'
import type { LoadRequest } from './load.ts'
import { saturate } from './saturate.ts'
import type { Ledger } from './start-ledger.ts'

/** The rounds of a ledger, and the requests of a variant in a round. */
export interface LedgerSize {
  readonly rounds: number
  readonly block: number
}

/** Rounds of which the confidence intervals are small enough to compare microseconds. */
export function ledgerSize(quick: boolean, rounds = 60): LedgerSize {
  return quick ? { rounds: 5, block: 50 } : { rounds, block: 1_500 }
}

/** Starts the module at `url`, whose functions `listen` and `ledger` are those of a ledger, and sends requests until all rounds are over. */
export async function takeLedger<Variant extends string>(
  url: URL,
  listenArgs: readonly unknown[],
  requests: readonly LoadRequest[],
): Promise<Ledger<Variant>> {
  const child = startChild(url)
  try {
    const port = await child.call<number>('listen', ...listenArgs)
    let done = false
    const ledger = child.call<Ledger<Variant>>('ledger').finally(() => {
      done = true
    })
    while (!done) await saturate(port, requests, 1)
    return await ledger
  } finally {
    await child.end()
  }
}
