import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './find-program.ts'
import { freePorts } from './free-ports.ts'
import { type RunningServer, runServer } from './run-server.ts'

/** Redis, or undefined if it is not installed. */
export const redisServer: string | undefined = findProgram('redis-server')

/** Valkey, or undefined if it is not installed. */
export const valkeyServer: string | undefined = findProgram('valkey-server')

/** What differs from a server on a free port. */
export interface RedisRun {
  readonly port?: number
  /** The program; Redis if absent. */
  readonly program?: string | undefined
}

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

/** Starts Redis, or another program with the same command line, with further options. Rejects as `runServer` does. */
export async function runRedis(options: readonly string[] = [], run: RedisRun = {}): Promise<TestRedis> {
  const { program = redisServer!, port = (await freePorts(1))[0]! } = run
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-redis-'))
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const open = (): Promise<RunningServer> => runServer({ path: program, args: [...args, ...options], port })
  let server = await open()
  return {
    port,
    get server() {
      return server
    },
    async kill() {
      const ended = once(server.process, 'close')
      server.process.kill('SIGKILL')
      await ended
    },
    async start() {
      server = await open()
    },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
