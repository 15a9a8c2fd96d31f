import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A program to start, and the port of the loopback interface on which it is ready as soon as a connection is accepted. */
export interface ServerProgram {
  readonly path: string
  readonly args: readonly string[]
  readonly port: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A running program. `output` is what it has written so far to its standard output and error. */
export interface RunningServer {
  readonly process: ChildProcess
  output(): string
  /** Ends the program and waits for its end: first with SIGTERM, after two seconds with SIGKILL. May be called more than once. */
  stop(): Promise<void>
}

const readyWithinMs = 20_000

/**
 * Starts a real server of a test and waits until it accepts connections. Rejects with what the program wrote if it ends before that, or
 * if it is not ready within 20 seconds. The test must call `stop`.
 */
export async function runServer(program: ServerProgram): Promise<RunningServer> {
  const child = spawn(program.path, program.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(program.cwd === undefined ? {} : { cwd: program.cwd }),
    env: { ...process.env, ...program.env },
  })
  const written: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => written.push(chunk))
  const failure: { error?: Error } = {}
  child.once('error', (error) => {
    failure.error = error
  })
  const output = (): string => Buffer.concat(written).toString()
  const hasEnded = (): boolean => failure.error !== undefined || child.exitCode !== null || child.signalCode !== null
  const stop = async (): Promise<void> => {
    if (hasEnded()) return
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000)
    await ended
    clearTimeout(timer)
  }
  const deadline = performance.now() + readyWithinMs
  while (!(await accepts(program.port))) {
    if (hasEnded() || performance.now() > deadline) {
      await stop()
      throw new Error(`\`${program.path}\` did not start: ${failure.error?.message ?? output()}`)
    }
    await wait(10)
  }
  return { process: child, output, stop }
}

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
