import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { AdapterUnderTest, ContractOptions, Exchange, Respond, ServedAdapter, Setup } from '../adapter.ts'

/** A server for one test, and the requests that reached its application. */
export interface TestServer extends ServedAdapter {
  /** Targets that reached the application, in order. */
  readonly reached: readonly string[]
  readonly policyFile: string
}

/** The options of a test's server; without `respond`, the application answers 200 with `in`. */
export interface ServedTest extends ContractOptions {
  readonly respond?: Respond
  readonly setup?: Setup
  /** Texts of files next to the policy, by name. */
  readonly files?: Readonly<Record<string, string>>
}

/** Serves an application under a policy that is written for one test. */
export type Serve = (policy: string, test?: ServedTest) => Promise<TestServer>

/** Returns the function by which tests serve an adapter; servers are closed after each test. A `gate` in the options replaces the policy. */
export function useServers(adapter: AdapterUnderTest): Serve {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end()
  })
  return async (policy, { respond = replyIn, setup = {}, files = {}, ...options } = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'tidegate-contract-'))
    endings.push(() => rm(folder, { recursive: true }))
    const policyFile = join(folder, 'test.policy')
    await writeFile(policyFile, policy)
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const reached: string[] = []
    const served = await adapter.serve(
      options.gate === undefined ? { policy: policyFile, ...options } : options,
      (exchange) => {
        reached.push(exchange.target)
        return respond(exchange)
      },
      setup,
    )
    endings.push(() => served.close())
    return { ...served, reached, policyFile }
  }
}

function replyIn(exchange: Exchange): void {
  exchange.reply(200, 'in')
}
