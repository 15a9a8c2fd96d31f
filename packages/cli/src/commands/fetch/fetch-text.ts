import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { createPublicCheck, parseIp, type IpAddress } from '@tidegate/values'
import { CliError } from '../../io.ts'

/** Everything that fetching uses of its environment; tests replace it with their own server. */
export interface FetchWorld {
  readonly signal: AbortSignal
  /** Returns whether a connection to the address is allowed. Default: public addresses only. */
  readonly isAllowed?: (address: IpAddress) => boolean
  /** Resolves a host name to addresses. Default: the resolver of the system. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
  /** Certificate authorities instead of the usual ones, in PEM. */
  readonly ca?: string
  /** Port of the connection. Default: 443. */
  readonly port?: number
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

const maxRedirects = 3
const defaultTimeoutMs = 30_000
const defaultMaxBytes = 64 * 1_024 * 1_024

/**
 * Returns the body of a URL as text. The URL must use https and name one of `hosts`; at most three redirects are followed, to these hosts
 * only. All addresses of a name are checked before a connection is made to one of them. Requests use no proxy, credentials, cookies or
 * compression. The body may have at most 64 MB, counted while they arrive, and the whole call may take at most 30 seconds. Throws
 * `CliError` if any of this is violated, or if the server does not answer with a body.
 */
export async function fetchText(url: string, hosts: ReadonlySet<string>, world: FetchWorld): Promise<string> {
  const timeout = AbortSignal.timeout(world.timeoutMs ?? defaultTimeoutMs)
  const signal = AbortSignal.any([world.signal, timeout])
  try {
    let next = new URL(url)
    for (let hop = 0; hop <= maxRedirects; hop++) {
      checkUrl(next, hosts)
      const response = await get(next, world, signal)
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return await bodyOf(response, next, world.maxBytes ?? defaultMaxBytes)
      response.destroy()
      const { location } = headers
      if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) {
        throw new CliError(`${next.href} answered with status ${statusCode}`, 'try again later')
      }
      next = redirected(location, next)
    }
    throw new CliError(`${url}: too many redirects (more than ${maxRedirects})`)
  } catch (error) {
    if (error instanceof CliError) throw error
    if (timeout.aborted)
      throw new CliError(`${url} took longer than ${(world.timeoutMs ?? defaultTimeoutMs) / 1000} seconds`)
    if (world.signal.aborted) throw new CliError('interrupted')
    throw new CliError(`cannot fetch ${url}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function redirected(location: string, from: URL): URL {
  try {
    return new URL(location, from)
  } catch {
    throw new CliError(`${from.href} redirects to an invalid URL`)
  }
}

function checkUrl(url: URL, hosts: ReadonlySet<string>): void {
  if (url.protocol !== 'https:') throw new CliError(`${url.href} is not https`)
  if (!hosts.has(url.hostname) || url.port !== '' || url.username !== '' || url.password !== '') {
    throw new CliError(`${url.href} is not a URL of the hosts that are allowed: ${[...hosts].join(', ')}`)
  }
}

async function get(url: URL, world: FetchWorld, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: url.hostname,
        port: world.port ?? 443,
        path: `${url.pathname}${url.search}`,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'tidegate' },
        // WHY: a separate agent uses no proxy from the environment and keeps no connection open.
        agent: new Agent({ keepAlive: false }),
        lookup: checkedLookup(world),
        signal,
        ...(world.ca !== undefined && { ca: world.ca }),
      },
      resolve,
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** WHY: addresses are checked in the lookup of the connection itself, so that the name cannot resolve to others afterwards. */
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
        if (refused !== undefined || first === undefined) {
          const reason = first === undefined ? 'no address' : `the address ${refused}, which is not public`
          callback(new Error(`\`${host}\` has ${reason}`), '', 0)
        } else if (options.all === true) {
          callback(
            null,
            addresses.map((address) => ({ address, family: isIP(address) })),
          )
        } else {
          callback(null, first, isIP(first))
        }
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
    )
  }
}

async function resolveName(host: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error: Error | null, addresses: readonly LookupAddress[]) => {
      if (error === null) resolve(addresses.map(({ address }) => address))
      else reject(error)
    })
  })
}

async function bodyOf(response: IncomingMessage, url: URL, maxBytes: number): Promise<string> {
  const encoding = response.headers['content-encoding'] ?? 'identity'
  const tooMuch = (): CliError => new CliError(`${url.href} is larger than ${maxBytes} bytes`)
  if (encoding !== 'identity')
    throw new CliError(`${url.href} is compressed (${encoding}), although that was not requested`)
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy()
    throw tooMuch()
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw tooMuch()
    chunks.push(chunk)
  }
  if (!response.complete) throw new CliError(`${url.href}: the response was truncated`, 'try again later')
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks))
}
