import { Buffer } from 'node:buffer'
import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { createPublicCheck, type IpAddress, parseIp } from '@tidegate/values'
import { type KeySet, maxKeySetBytes, readKeySet } from './key-set.ts'

/** The part of the environment that fetching uses; tests replace it with a server of their own. */
export interface FetchWorld {
  /** Whether a connection to an address is allowed. Default: public addresses only. */
  readonly isAllowed?: (address: IpAddress) => boolean
  /** Resolves a host name to addresses. Default: the resolver of the system. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
  /** Certificate authorities instead of the usual ones, in PEM. */
  readonly ca?: string
  /** Port of the connection. Default: that of the agent, or 443. */
  readonly port?: number
}

/** A key directory as it was fetched. */
export interface Directory {
  readonly keys: KeySet
  /** How long it is fresh, in milliseconds; undefined if the server does not say. */
  readonly freshMs: number | undefined
}

const path = '/.well-known/http-message-signatures-directory'
const mediaType = 'application/http-message-signatures-directory+json'

/**
 * Fetches the key directory of an agent, `bot.example` or `bot.example:8443`: over https, without redirects, proxies, credentials or compression. All
 * addresses of the host are checked before a connection is made to one of them. Rejects with an `Error` for any status but 200, another media
 * type, more than 64 KiB, and when the signal is aborted.
 */
export async function fetchDirectory(agent: string, world: FetchWorld, signal: AbortSignal): Promise<Directory> {
  const response = await get(agent, world, signal)
  try {
    const { statusCode, headers } = response
    if (statusCode !== 200) throw new Error(`answered with status ${statusCode}; redirects are not followed`)
    const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
    if (type !== mediaType) throw new Error(`is not served as ${mediaType}`)
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new Error('is compressed')
    const keys = readKeySet(await bodyOf(response))
    return { keys, freshMs: freshnessOf(headers['cache-control']) }
  } finally {
    response.destroy()
  }
}

function get(agent: string, world: FetchWorld, signal: AbortSignal): Promise<IncomingMessage> {
  const { hostname, port } = new URL(`https://${agent}`)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    // WHY: Node does not resolve an address, so that it would not be checked.
    if (isIP(host) !== 0) throw new Error('is an address instead of a name')
    const sent = request(
      {
        host,
        port: world.port ?? (port === '' ? 443 : Number(port)),
        path,
        headers: { host: agent, accept: mediaType, 'accept-encoding': 'identity', 'user-agent': 'tidegate' },
        // WHY: a separate agent uses no proxy from the environment and keeps no connection open.
        agent: new Agent({ keepAlive: false }),
        lookup: checkedLookup(world),
        signal,
        ...(world.ca !== undefined && { ca: world.ca }),
      },
      resolve,
    )
    sent.on('error', reject)
    // WHY: a fetch must not keep the process running.
    sent.on('socket', (socket) => socket.unref())
    sent.end()
  })
}

/** WHY: addresses are checked in the look-up of the connection itself, so that the name cannot resolve to others afterwards. */
function checkedLookup(world: FetchWorld): LookupFunction {
  const isAllowed = world.isAllowed ?? createPublicCheck()
  const resolve = world.resolve ?? resolveName
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const refused = addresses.find((text) => {
          const address = parseIp(text)
          return address === undefined || !isAllowed(address)
        })
        const [first] = addresses
        if (first === undefined) callback(new Error('has no address'), '', 0)
        else if (refused !== undefined) callback(new Error(`has the address ${refused}, which is not public`), '', 0)
        else if (options.all === true) {
          callback(
            null,
            addresses.map((address) => ({ address, family: isIP(address) })),
          )
        } else callback(null, first, isIP(first))
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
    )
  }
}

async function resolveName(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxKeySetBytes) throw new Error(`is larger than ${maxKeySetBytes} bytes`)
    chunks.push(chunk)
  }
  if (!response.complete) throw new Error('was truncated')
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}

/** The `max-age` of a Cache-Control field in milliseconds; 0 for `no-cache` and `no-store`. */
function freshnessOf(field: string | undefined): number | undefined {
  const directives = (field ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
  if (directives.includes('no-store') || directives.includes('no-cache')) return 0
  const age = directives.map((each) => /^max-age="?(\d{1,9})"?$/.exec(each)?.[1]).find((each) => each !== undefined)
  return age === undefined ? undefined : Number(age) * 1_000
}
