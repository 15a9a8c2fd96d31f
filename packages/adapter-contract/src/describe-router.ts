import { runs } from '@tidegate/test-support'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Gate } from '@tidegate/engine'
import { gateOfText, sendRaw } from '@tidegate/engine/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeServer } from './harness/close-server.ts'
import { hostileTargets } from './harness/hostile-targets.ts'
import { listenOnLoopback } from './harness/listen-on-loopback.ts'
import { rawGet } from './harness/raw-requests.ts'

/** A router after the guard of an adapter. */
export interface RouterUnderTest {
  readonly name: string
  /**
   * An application whose handlers answer `reached admin` for `/admin` and below, `reached static` for `/web/static` and below, and
   * `reached other` for everything else.
   */
  readonly listener: (gate: Gate) => (request: IncomingMessage, response: ServerResponse) => unknown
  /** A line that policies for this router need, such as `paths match exactly` if it distinguishes case. Default none. */
  readonly setting?: string
}

/** Declares the tests that a router interprets targets as the policy does, however they are spelled. */
export function describeRouter({ name, listener, setting = '' }: RouterUnderTest): void {
  describe(`after the guard, ${name}`, () => {
    const endings: (() => Promise<void>)[] = []
    let closed = 0
    let onlyStatic = 0

    const start = async (policy: string): Promise<number> => {
      const handle = listener(gateOfText(`${setting}\n${policy}`))
      const server = createServer((request, response) => void handle(request, response))
      endings.push(() => closeServer(server))
      return listenOnLoopback(server)
    }

    beforeAll(async () => {
      closed = await start('block path in /admin/**')
      onlyStatic = await start('block path not in /web/static/**')
    })

    afterAll(async () => {
      for (const end of endings) await end()
    })

    const reached = async (port: number, target: string): Promise<string | undefined> => {
      const { text } = await sendRaw(port, Buffer.from(rawGet(target), 'latin1'))
      return /reached (\w+)/.exec(text)?.[1]
    }

    it('calls the handler of each path', async () => {
      expect(await reached(closed, '/users')).toBe('other')
      expect(await reached(closed, '/web/static/x')).toBe('static')
      expect(await reached(onlyStatic, '/web/static/x')).toBe('static')
    })

    it('passes no request to a handler of /admin that was not decided as /admin/**', async () => {
      await fc.assert(
        fc.asyncProperty(hostileTargets, async (target) => {
          expect(await reached(closed, target)).not.toBe('admin')
        }),
        { numRuns: runs(400, 1 / 2) },
      )
    })

    it('passes no request elsewhere that was decided as /web/static/**', async () => {
      await fc.assert(
        fc.asyncProperty(hostileTargets, async (target) => {
          expect([undefined, 'static']).toContain(await reached(onlyStatic, target))
        }),
        { numRuns: runs(400, 1 / 2) },
      )
    })
  })
}
