import { describe, expect, it } from 'vitest'
import { type AwaitedReplies, createAwaitedReplies } from './awaited-replies.ts'

interface Awaiting {
  readonly awaited: AwaitedReplies
  /** What was settled, in its order. */
  readonly settled: readonly string[]
  /** What has ended, in its order. */
  readonly ended: readonly string[]
  readonly add: (id: string) => void
  readonly pass: (ms: number) => void
}

function start(): Awaiting {
  let now = 0
  const settled: string[] = []
  const awaited = createAwaitedReplies(() => now)
  const ended: string[] = []
  const add = (id: string): void =>
    awaited.add(id, {
      settle: ({ status }) => void settled.push(`${id} ${status ?? 'left'}`),
      end: () => void ended.push(id),
    })
  return { awaited, settled, ended, add, pass: (ms) => void (now += ms) }
}

describe('createAwaitedReplies', () => {
  it('settles each request once: by its status, as one that left, or because no status came', () => {
    const { awaited, settled, ended, add, pass } = start()
    for (const id of ['a', 'b', 'c', 'd']) add(id)
    awaited.settle('a', 401)
    awaited.settle('a', 200)
    awaited.settle('b', 499)
    awaited.settle('none', 200)
    pass(120_000)
    // Late, and before the next look at the clock: still counted, as lost.
    awaited.settle('c', 200)
    awaited.expire()
    expect(settled).toEqual(['a 401', 'b left', 'c left', 'd left'])
    expect(ended).toEqual(['a', 'b', 'c', 'd'])
    expect(awaited.stats()).toEqual({ waiting: 0, settled: 2, lost: 2, unknown: 3 })
  })

  it('settles what still waits at the end', () => {
    const { awaited, settled, add } = start()
    add('a')
    add('a')
    add('b')
    awaited.end()
    expect([settled, awaited.stats().waiting]).toEqual([['a left', 'a left', 'b left'], 0])
  })
})
