import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * The range of ports that are given out. WHY: below the range from which systems take the ports of outgoing connections (32768 to 60999 on Linux): a port
 * of that range can be taken by any connection before the program that it is for listens on it.
 */
const first = 15_000
const last = 32_000

/** Processes begin at different places, so that suites that run at the same time rarely try the same ports. */
let next = first + ((process.pid * 997) % (last - first))

/** `count` different ports that are free on all addresses of this machine, and that this process has not given out recently. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = next
    next = next + 1 > last ? first : next + 1
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen({ port, host: '0.0.0.0', exclusive: true })
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
