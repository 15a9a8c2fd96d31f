import type { Admission, RequestEnd } from '@tidegate/engine'
import { expect, it } from 'vitest'
import { createAwaitedReplies } from './awaited-replies.ts'

it('counts a request whose status comes too late as that of a client that left', () => {
  let now = 0
  const ends: RequestEnd[] = []
  const admission: Pick<Admission, 'settle'> = { settle: (end) => ends.push(end) }
  const awaited = createAwaitedReplies(() => now)
  for (const id of ['in time', 'too late']) awaited.add(id, admission as Admission)
  now = 119_999
  awaited.settle('in time', 401)
  now = 120_000
  awaited.settle('too late', 401)
  expect(ends).toEqual([{ status: 401 }, {}])
  expect(awaited.stats()).toEqual({ waiting: 0, settled: 1, lost: 1, unknown: 1 })
})
