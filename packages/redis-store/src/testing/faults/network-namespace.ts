import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { findProgram, redisServer } from '@tidegate/test-support'
import type { FaultySite } from './fault.ts'

const ipProgram = findProgram('ip')
/** In a range that is reserved for measurements (RFC 2544), and is not routed; each process has a network of its own. */
const [nearAddress, farAddress] = [1, 2].map((host) => `198.18.${process.pid % 256}.${host}`) as [string, string]
let opened = 0
const port = 6379

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(ipProgram!, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`)
}

/** Why a network namespace cannot be created here; undefined if it can. */
export function missingNamespaces(): string | undefined {
  if (ipProgram === undefined) return 'there is no program `ip`'
  const name = `tidegate-try-${process.pid}`
  try {
    ip('netns', 'add', name)
    ip('netns', 'del', name)
    return undefined
  } catch {
    return 'this user cannot create network namespaces'
  }
}

/** Starts a server in a network namespace of its own, which a pair of virtual interfaces connects with this one. */
export async function openNamespace(): Promise<FaultySite> {
  // WHY a new name each time: the kernel removes a namespace some time after it was deleted.
  const id = `${process.pid}-${opened++}`
  const name = `tidegate-${id}`
  const [near, far] = [`a${id}`, `b${id}`]
  ip('netns', 'add', name)
  try {
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far)
    ip('link', 'set', far, 'netns', name)
    ip('addr', 'add', `${nearAddress}/30`, 'dev', near)
    ip('link', 'set', near, 'up')
    ip('-n', name, 'addr', 'add', `${farAddress}/30`, 'dev', far)
    ip('-n', name, 'link', 'set', far, 'up')
    const options = ['--bind', farAddress, '--port', String(port), '--protected-mode', 'no', '--save', '']
    const server = spawn(ipProgram!, ['netns', 'exec', name, redisServer!, ...options], { stdio: 'ignore' })
    const ended = once(server, 'close')
    await accepts()
    return {
      endpoint: { kind: 'server', host: farAddress, port },
      begin: async () => ip('-n', name, 'link', 'set', far, 'down'),
      end: async () => ip('-n', name, 'link', 'set', far, 'up'),
      async stop() {
        server.kill('SIGKILL')
        await ended
        ip('link', 'del', near)
        ip('netns', 'del', name)
      },
    }
  } catch (error) {
    ip('netns', 'del', name)
    throw error
  }
}

async function accepts(): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, farAddress)
    const isOpen = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      wait(200, false),
    ])
    socket.destroy()
    if (isOpen) return
    await wait(20)
  }
  throw new Error('the server in the network namespace accepts no connections')
}
