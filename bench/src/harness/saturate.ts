import { load, type LoadRequest } from './load.ts'
import { hasWrk, runWrk } from './wrk.ts'

/** How many requests a server answered at full load. */
export interface Saturation {
  readonly requestsPerSecond: number
  readonly requests: number
}

/**
 * Sends requests to a server on loopback over fifty connections, repeatedly, as fast as it answers: with wrk if it is installed, which needs
 * much less CPU time than the server, else with autocannon, which needs more. `idField` is a header field with a different value in each
 * request, which only wrk sends. Rejects if a request fails.
 */
export async function saturate(
  port: number,
  requests: readonly LoadRequest[],
  seconds: number,
  idField?: string,
): Promise<Saturation> {
  if (!(await hasWrk())) return load(port, requests, { seconds })
  return runWrk(port, requests, { seconds, ...(idField !== undefined && { idField }) })
}
