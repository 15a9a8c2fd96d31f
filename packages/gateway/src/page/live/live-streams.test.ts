import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { html } from '@tidegate/markup'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLiveStreams } from './live-streams.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

class Browser extends EventEmitter {
  readonly events: string[] = []
  status = 0
  writableNeedDrain = false
  isEnded = false
  writeHead(status: number): void {
    this.status = status
  }
  write(text: string): void {
    if (text.startsWith('event')) this.events.push(text)
  }
  end(text?: string): void {
    if (text !== undefined) this.write(text)
    this.isEnded = true
  }
  get response(): ServerResponse {
    return this as unknown as ServerResponse
  }
}

/** Streams of one page with two parts, the second of which shows a count; `rendered` is how often it was rendered. */
function setUp(costMs = 0) {
  let nowMs = 0
  const state = { count: 0, rendered: 0, isAllowed: true }
  const streams = createLiveStreams(() => nowMs)
  const render = () => {
    state.rendered++
    nowMs += costMs
    const parts = [
      { id: 'same', markup: html`same` },
      { id: 'count', markup: html`${state.count}` },
    ]
    return Promise.resolve(state.isAllowed ? parts : undefined)
  }
  const pass = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 100) {
      nowMs += 100
      await vi.advanceTimersByTimeAsync(100)
    }
  }
  return { streams, state, render, pass }
}

it('sends all parts first, then those that changed, at most once a second, however often something changes', async () => {
  const { streams, state, render, pass } = setUp()
  const browser = new Browser()
  expect(streams.open(browser.response, 'page', render)).toBe(true)
  await pass(100)
  expect(browser.events).toEqual(['event: parts\ndata: {"same":"same","count":"0"}\n\n'])
  for (let i = 0; i < 50; i++) {
    state.count++
    streams.changed()
    await pass(100)
  }
  expect(state.rendered).toBeLessThanOrEqual(6)
  expect(browser.events.length).toBeLessThanOrEqual(6)
  await pass(2_000)
  expect(browser.events.at(-1)).toBe('event: parts\ndata: {"count":"50"}\n\n')
})

it('renders a page once for all that show it, and nothing when none does', async () => {
  const { streams, state, render, pass } = setUp()
  const browsers = [new Browser(), new Browser()]
  for (const browser of browsers) streams.open(browser.response, 'page', render)
  await pass(100)
  expect([state.rendered, ...browsers.map(({ events }) => events.length)]).toEqual([1, 1, 1])
  for (const browser of browsers) browser.emit('close')
  streams.changed()
  await pass(20_000)
  expect([state.rendered, streams.count()]).toEqual([1, 0])
})

it('takes at most a tenth of the time for rendering', async () => {
  const { streams, state, render, pass } = setUp(1_000)
  streams.open(new Browser().response, 'page', render)
  for (let second = 0; second < 60; second++) {
    streams.changed()
    await pass(1_000)
  }
  expect(state.rendered).toBeLessThanOrEqual(7)
})

it('has at most twenty streams, and drops nothing that a slow browser has not read', async () => {
  const { streams, state, render, pass } = setUp()
  const browsers = Array.from({ length: 21 }, () => new Browser())
  expect(
    browsers.map(({ response }) => streams.open(response, 'page', render)).filter((isOpen) => isOpen),
  ).toHaveLength(20)
  const [slow] = browsers
  slow!.writableNeedDrain = true
  await pass(100)
  expect(slow!.events).toEqual([])
  slow!.writableNeedDrain = false
  state.count = 1
  streams.changed()
  await pass(2_000)
  expect(slow!.events).toEqual(['event: parts\ndata: {"same":"same","count":"1"}\n\n'])
})

it('ends a stream with its session, and all with the gateway', async () => {
  const { streams, state, render, pass } = setUp()
  const browser = new Browser()
  streams.open(browser.response, 'page', render)
  await pass(100)
  state.isAllowed = false
  await pass(6_000)
  expect([browser.events.at(-1), browser.isEnded, streams.count()]).toEqual([
    'event: ended\ndata: The session has ended.\n\n',
    true,
    0,
  ])
  const other = new Browser()
  state.isAllowed = true
  streams.open(other.response, 'page', render)
  streams.close()
  expect([other.isEnded, streams.open(new Browser().response, 'page', render)]).toEqual([true, false])
})

it('shows what was there if a page cannot be rendered, and tries again', async () => {
  const { streams, state, render, pass } = setUp()
  let isBroken = true
  const browser = new Browser()
  streams.open(browser.response, 'page', () => (isBroken ? Promise.reject(new Error('away')) : render()))
  await pass(100)
  expect([browser.events, state.rendered]).toEqual([[], 0])
  isBroken = false
  await pass(6_000)
  expect(browser.events).toHaveLength(1)
})
