import { request as sendHttp } from 'node:http'
import { request as sendHttps } from 'node:https'
import { CliError, type Io } from '../../io.ts'

/** The reply to a marked request. */
export interface SentReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

const timeoutMs = 15_000
const maxBytes = 100_000

/**
 * Sends one request with this target as it is, which `fetch` would change. Certificates are not verified, because the site is the user's own. Throws
 * `CliError` if there is no reply.
 */
export function sendProbe(
  url: string,
  method: string,
  target: string,
  headers: readonly string[],
  io: Io,
): Promise<SentReply> {
  const { protocol, hostname, port, host } = new URL(url)
  const send = protocol === 'https:' ? sendHttps : sendHttp
  const body = method === 'POST' ? 'probe' : ''
  const length = method === 'POST' ? ['Content-Length', String(body.length)] : []
  return new Promise((resolve, reject) => {
    const outgoing = send(
      {
        hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        method,
        path: target,
        headers: ['Host', host, ...headers, ...length] as unknown as Record<string, string>,
        setDefaultHeaders: false,
        rejectUnauthorized: false,
        agent: false,
        timeout: timeoutMs,
        signal: io.signal,
      },
      (incoming) => {
        const chunks: Buffer[] = []
        let size = 0
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size <= maxBytes) chunks.push(chunk)
        })
        const end = (): void =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          })
        incoming.on('end', end)
        incoming.on('error', end)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no reply within ${timeoutMs / 1_000} seconds`)))
    outgoing.on('error', (error) => reject(new CliError(`\`${url}\` does not answer: ${error.message}`)))
    outgoing.end(body)
  })
}
