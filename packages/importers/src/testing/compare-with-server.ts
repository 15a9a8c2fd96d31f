import { expect } from 'vitest'
import { type ConfigKind, importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'
import { gateOfImport } from './gate-of-import.ts'
import { type RealRequest, sendRequest } from './send-request.ts'

/** One configuration, and the port on which the real server applies it. */
export interface ServedCase {
  /** What is imported. */
  readonly text: string
  readonly port: number
}

/** What a comparison may need. */
export interface ComparisonOptions {
  /** Which replies are those of the application; by default, those below 400. */
  readonly isAdmitted?: (status: number) => boolean
  /** Reads the files that the configurations include. */
  readonly included?: ReadIncluded
}

/**
 * Sends each request to the real server and decides it with a gate of the imported policy; both must refuse with the same status, or
 * neither.  A connection that the server closes without a reply counts as 403. Returns the number of requests.
 */
export async function compareWithServer(
  kind: ConfigKind,
  cases: readonly ServedCase[],
  requestsOf: (index: number) => readonly RealRequest[],
  { isAdmitted = (status) => status < 400, included }: ComparisonOptions = {},
): Promise<number> {
  let count = 0
  for (const [index, { text, port }] of cases.entries()) {
    const gate = gateOfImport(kind, text, included)
    const requests = requestsOf(index)
    const real = await Promise.all(requests.map((request) => sendRequest(port, request)))
    for (const [at, request] of requests.entries()) {
      const decision = gate.decide(request)
      const decided = decision.outcome === 'pass' ? 'pass' : decision.status
      const status = real[at]!
      const served = status === 0 ? 403 : isAdmitted(status) ? 'pass' : status
      if (served !== decided)
        expect({ text, policy: importFile(kind, text, 'x', included).text, request, decided }).toEqual({
          decided: served,
        })
      count += 1
    }
  }
  return count
}
