import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readTarget } from '@tidegate/engine/http'
import { createRandom, findProgram, seed } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCurl } from './parse-curl.ts'

const curl = findProgram('curl')

let server: Server
let origin: string
let received: IncomingMessage | undefined
beforeAll(async () => {
  server = createServer((request, response) => {
    received = request
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

async function sent(args: readonly string[]): Promise<IncomingMessage | undefined> {
  received = undefined
  await new Promise<void>((resolve) => {
    execFile(curl!, ['-s', '-o', '/dev/null', ...args], { env: { ...process.env, http_proxy: '' } }, () => resolve())
  })
  return received
}

/** What the gate reads in a target; different spellings of one escape are equal. Releases of curl differ about an empty query. */
function canonical(target: string): string {
  const reading = readTarget('GET', target)
  return reading.kind === 'target'
    ? reading.target.replace(/\?$/, '').replaceAll(/%[\da-f]{2}/gi, (escape) => escape.toUpperCase())
    : reading.detail
}

const parts = ['/', 'a', 'é', '日', '𝄞', 'ß', '..', '.', '%C3%A9', '%2e', '?', '=', '&', 'q', '~', "'", '(']

describe.skipIf(curl === undefined)('the real curl', () => {
  it('sends the target and the fields that a command line is read as', async () => {
    const { pick } = createRandomParts(seed)
    for (let run = 0; run < 40; run += 1) {
      const url = `${origin}/${Array.from({ length: 6 }, pick).join('')}`
      const args = ['-g', url, '-A', pick(), '-H', `X-A: ${pick()}${pick()}`]
      const request = await sent(args)
      if (request === undefined) continue
      const line = `curl ${args.map((arg) => `'${arg.replaceAll("'", String.raw`'\''`)}'`).join(' ')}`
      const parsed = parseCurl(line)
      if (parsed.kind === 'fault') throw new Error(parsed.message)
      const { path = '', headers = {} } = parsed.request
      expect({ line, target: canonical(path), agent: headers['User-Agent']?.[0], field: headers['X-A']?.[0] }).toEqual({
        line,
        target: canonical(request.url!),
        agent: request.headers['user-agent'],
        field: request.headers['x-a'],
      })
    }
  })
})

function createRandomParts(from: number): { readonly pick: () => string } {
  const random = createRandom(from)
  return { pick: () => parts[Math.floor(random() * parts.length)]! }
}
