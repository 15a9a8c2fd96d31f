import { request } from 'node:http'

/** One request to a server on loopback, sent as written: target and headers are not normalised. */
export interface TestRequest {
  readonly port: number
  readonly method?: string
  /** Request target. Default `/`. */
  readonly target?: string
  /** Alternating names and values, so that a header can occur twice. */
  readonly headers?: readonly string[]
  readonly body?: string
  /** The loopback address to connect from, such as 127.0.0.2 for a second client. Default: the system's choice, 127.0.0.1. */
  readonly localAddress?: string
}

/** The reply, with header names in lower case and repeated headers joined as Node does. */
export interface TestReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends one request to 127.0.0.1 over a new connection and resolves with the whole reply. Rejects after ten seconds. */
export function sendRequest(test: TestRequest): Promise<TestReply> {
  return new Promise((resolve, reject) => {
    const given = test.headers ?? []
    const host = given.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    const length = test.body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(test.body))]
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: test.port,
        method: test.method ?? 'GET',
        path: test.target ?? '/',
        headers: [...(host ? [] : ['Host', `127.0.0.1:${test.port}`]), ...given, ...length] as unknown as Record<
          string,
          string
        >,
        agent: false,
        ...(test.localAddress !== undefined && { localAddress: test.localAddress }),
        timeout: 10_000,
        setDefaultHeaders: false,
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.join(', ') : (value ?? ''),
            ]),
          )
          resolve({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') })
        })
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no reply from port ${test.port} within ten seconds`)))
    outgoing.on('error', reject)
    outgoing.end(test.body)
  })
}
