import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownFormat } from './formats/known-formats.ts'
import type { LogSource } from './input/log-source.ts'
import { readLogs } from './read-logs.ts'
import { createSequencer } from './sequencer.ts'
import { createUnreadable } from './unreadable.ts'

const startMs = Date.UTC(2026, 10, 18, 10)

/** A line with this second as its time; its status is its number. */
function lineOf(second: number, status: number): string {
  const clock = new Date(startMs + second * 1_000).toISOString().slice(11, 19)
  return `203.0.113.9 - - [18/Nov/2026:${clock} +0000] "GET / HTTP/1.1" ${status} 1 "-" "-"`
}

interface Watched {
  readonly sources: readonly LogSource[]
  readonly most: () => number
  readonly open: () => number
}

/** Creates sources of these texts, and counts how many of them are open at the same time. */
function sourcesOf(texts: readonly string[], isKnown = true): Watched {
  let open = 0
  let most = 0
  const sources = texts.map((text, index) => ({
    name: `log${index}`,
    bytes: isKnown ? text.length : undefined,
    open: async function* () {
      open++
      most = Math.max(most, open)
      try {
        for (let at = 0; at < text.length; at += 50_000) yield Buffer.from(text.slice(at, at + 50_000), 'latin1')
      } finally {
        open--
      }
    },
  }))
  return { sources, most: () => most, open: () => open }
}

async function read(sources: readonly LogSource[], windowMs = 0): Promise<readonly (readonly [number, number])[]> {
  const taken: (readonly [number, number])[] = []
  await readLogs({
    sources,
    formats: [knownFormat('combined')],
    zone: undefined,
    headers: new Set(),
    sequencer: createSequencer({ windowMs, maxWaiting: 1_000, take: ({ log, status }) => taken.push([log, status]) }),
    unreadable: createUnreadable(),
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  return taken
}

const seconds = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 })

describe('readLogs', () => {
  it('merges logs by time, equal times in the order in which they are named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(seconds, { minLength: 1, maxLength: 5 }), fc.boolean(), async (logs, isKnown) => {
        const sorted = logs.map((log) => log.toSorted((x, y) => x - y))
        const texts = sorted.map((log) => log.map((second, index) => `${lineOf(second, 100 + index)}\n`).join(''))
        const { sources, open } = sourcesOf(texts, isKnown)
        const expected = sorted
          .flatMap((log, index) => log.map((second, line) => ({ second, index, line })))
          .toSorted((x, y) => x.second - y.second || x.index - y.index || x.line - y.line)
        expect(await read(sources)).toEqual(expected.map(({ index, line }) => [index, 100 + line]))
        expect(open()).toBe(0)
      }),
      { numRuns: runs(100) },
    )
  })

  it('sorts lines that are slightly late in their own log', async () => {
    const { sources } = sourcesOf([
      `${lineOf(0, 100)}\n${lineOf(4, 102)}\n${lineOf(1, 101)}\n${lineOf(9, 103)}\n`,
      `${lineOf(2, 200)}\n${lineOf(3, 201)}\n`,
    ])
    expect((await read(sources, 5_000)).map(([, status]) => status)).toEqual([100, 101, 200, 201, 102, 103])
  })

  it('opens consecutive logs one after another, whatever order they are named in', async () => {
    const texts = Array.from({ length: 20 }, (_, log) =>
      Array.from({ length: 10 }, (_each, line) => `${lineOf(log * 10 + line, 100 + log)}\n`).join(''),
    )
    const { sources, most } = sourcesOf(texts.toReversed())
    const taken = await read(sources)
    expect(taken.map(([, status]) => status)).toEqual(
      texts.flatMap((_, log) => Array.from({ length: 10 }, () => 100 + log)),
    )
    expect(most()).toBeLessThanOrEqual(2)
  })

  it('reads one log although no line of another can be read', async () => {
    const { sources } = sourcesOf(['nothing\n\n', `${lineOf(0, 200)}\n`, ''])
    expect(await read(sources)).toEqual([[1, 200]])
  })
})
