import { createRandom } from '@tidegate/test-support'
import { findDifference } from './find-difference.ts'
import { judgeRequest } from './judge-request.ts'
import type { Reader } from './reader.ts'
import { messageOf } from './requests/message-of.ts'
import { randomRequest, type RawRequest } from './requests/random-request.ts'

/** Differences between a reader and the gate, and how many requests were compared. */
export interface Comparison {
  readonly reader: string
  readonly inputs: number
  /** Requests that the gate refused before any rule. */
  readonly refused: number
  /** Requests with a difference that is listed, not compared. */
  readonly listed: number
  /** Requests that the reader refused. */
  readonly unread: number
  /** Requests that the reader took for what the gate judged. */
  readonly equal: number
  readonly different: number
  /** The first differences, at most `maxShown`. */
  readonly differences: readonly Difference[]
}

export interface Difference {
  readonly request: RawRequest
  readonly detail: string
}

const maxShown = 10

/** Compares a reader with the gate on `count` random requests. */
export async function compareReader(reader: Reader, count: number, seed: number): Promise<Comparison> {
  const random = createRandom(seed)
  const counts = { refused: 0, listed: 0, unread: 0, equal: 0, different: 0 }
  const differences: Difference[] = []
  for (let input = 0; input < count; input++) {
    const request = randomRequest(reader.part, random)
    const verdict = await compareRequest(reader, request)
    if (typeof verdict === 'string') counts[verdict]++
    else {
      counts.different++
      if (differences.length < maxShown) differences.push({ request, detail: verdict.detail })
    }
  }
  return { reader: reader.name, inputs: count, ...counts, differences }
}

/** Compares a reader with the gate on one request. */
export async function compareRequest(
  reader: Reader,
  request: RawRequest,
): Promise<'refused' | 'listed' | 'unread' | 'equal' | { readonly detail: string }> {
  const facts = judgeRequest(request)
  if (facts === undefined) return 'refused'
  const message = messageOf(request, facts.passedTarget ?? facts.target)
  if (reader.listed?.(message, request.target) === true) return 'listed'
  const reading = reader.read(message, request.target)
  const taken = reading instanceof Promise ? await reading : reading
  if (taken === undefined) return 'unread'
  const detail = findDifference(reader, request, facts, taken)
  return detail === undefined ? 'equal' : { detail }
}
