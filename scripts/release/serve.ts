import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'

/** Returns a port of loopback that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A program that runs until it is stopped. */
export interface Serving {
  /** Everything that it has printed so far. */
  readonly printed: () => string
  readonly stop: () => Promise<void>
}

/**
 * Starts a program, and resolves when a request to the URL is answered, whatever the status. Rejects with what it printed if it ends before, or
 * does not answer within half a minute.
 */
export async function serve(
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly url: string },
): Promise<Serving> {
  const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void (printed += text))
  }
  let isRunning = true
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isRunning = false
      resolve()
    }
    child.once('close', end).once('error', end)
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.removeListener('exit', kill)
    kill()
    await ended
  }
  for (let tries = 0; tries < 300 && isRunning; tries += 1) {
    if (await isAnswered(options.url)) return { printed: () => printed, stop }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(`${program} ${args.join(' ')} does not answer at ${options.url}: ${printed}`)
}

function isAnswered(url: string): Promise<boolean> {
  return fetch(url).then(
    async (reply) => {
      await reply.arrayBuffer()
      return true
    },
    () => false,
  )
}
