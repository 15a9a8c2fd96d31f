import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, freePorts, type RunningServer, runServer } from '@tidegate/test-support'

/** The server, or undefined if it is not installed. */
export const redisServer: string | undefined = findProgram('redis-server')

/** A server on a port of loopback, without persistence. */
export interface TestRedis {
  readonly port: number
  /** The program that runs now. */
  readonly server: RunningServer
  /** Ends the server at once, as the kernel does when memory is short. */
  kill(): Promise<void>
  /** Starts the server again, in the same folder and on the same port. */
  start(): Promise<void>
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

/** Starts a server with further options, as on its command line. */
export async function runRedis(options: readonly string[] = [], port?: number): Promise<TestRedis> {
  const own = port ?? (await freePorts(1))[0]!
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-redis-'))
  const args = ['--port', String(own), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const run = (): Promise<RunningServer> => runServer({ path: redisServer!, args: [...args, ...options], port: own })
  let server = await run()
  return {
    port: own,
    get server() {
      return server
    },
    async kill() {
      const ended = once(server.process, 'close')
      server.process.kill('SIGKILL')
      await ended
    },
    async start() {
      server = await run()
    },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
