import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa from 'koa'
import type { KoaOptions } from '../koa-options.ts'
import { tidegate, type Tidegate } from '../tidegate.ts'

/** A Koa server on loopback behind a policy that was written for one test. */
export interface Served {
  readonly app: Koa
  readonly guard: Tidegate
  readonly server: Server
  readonly port: number
  /** What Koa's error event got. */
  readonly errors: readonly unknown[]
  /** Paths that reached the application, in the order they did. */
  readonly reached: readonly string[]
  readonly policyFile: string
  close(): Promise<void>
}

/** Starts the server; the application behind the guard answers 200 with its path, or what `respond` does. */
export async function serve(
  policy: string,
  options: KoaOptions = {},
  respond?: (ctx: Koa.Context) => void,
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-koa-'))
  const policyFile = join(folder, 'test.policy')
  await writeFile(policyFile, policy)
  const app = new Koa()
  const errors: unknown[] = []
  const reached: string[] = []
  app.on('error', (error) => errors.push(error))
  const guard = tidegate({ policy: policyFile, ...options })
  await guard.ready
  app.use(guard)
  app.use((ctx) => {
    reached.push(ctx.url)
    ctx.body = 'in'
    respond?.(ctx)
  })
  const server = createServer(app.callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    app,
    guard,
    server,
    port: (server.address() as AddressInfo).port,
    errors,
    reached,
    policyFile,
    async close() {
      await guard.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}
