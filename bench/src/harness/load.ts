import autocannon from 'autocannon'

/** How a server performed under load. */
export interface Load {
  readonly requestsPerSecond: number
  /** The median and the 99th percentile of the latencies, in milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly requests: number
  readonly refused: number
}

/** A request to send repeatedly. */
export interface LoadRequest {
  readonly path: string
  readonly headers: Record<string, string>
}

const connections = 50

/**
 * Sends requests to a server on loopback over fifty connections, each of which repeats its share of them: as fast as the server answers, or
 * `perSecond` requests per second. Latencies are measured for each response, in fractions of a millisecond. Rejects if a request fails.
 */
export async function load(
  port: number,
  requests: readonly LoadRequest[],
  options: { readonly seconds: number; readonly perSecond?: number },
): Promise<Load> {
  const { seconds, perSecond } = options
  const latencies: number[] = []
  const share = Math.ceil(requests.length / connections)
  let connection = 0
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    setupClient: (client) => {
      client.setRequests(requests.slice(connection * share, (connection + 1) * share))
      connection += 1
      client.on('response', (_status, _bytes, responseMs) => void latencies.push(responseMs))
    },
    ...(perSecond !== undefined && { overallRate: perSecond }),
  })
  if (result.errors > 0) throw new Error(`${result.errors} requests failed`)
  latencies.sort((x, y) => x - y)
  return {
    requestsPerSecond: latencies.length / result.duration,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    requests: latencies.length,
    refused: result.non2xx,
  }
}
