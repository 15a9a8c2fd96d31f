import type { ServerResponse } from 'node:http'
import { securityFields } from '../session/security-fields.ts'
import type { Part } from '../view.ts'

/** Renders the parts of a page anew; undefined if the person may no longer see it. */
export type RenderParts = () => Promise<readonly Part[] | undefined>

/** The streams that keep open pages current. */
export interface LiveStreams {
  /** Starts a stream. Pages with the same `key` are the same, and are rendered once for all of them. False if there are too many. */
  readonly open: (response: ServerResponse, key: string, render: RenderParts) => boolean
  /** Something changed: pages are rendered again, at most once a second. */
  readonly changed: () => void
  readonly close: () => void
  readonly count: () => number
}

interface Group {
  readonly render: RenderParts
  readonly streams: Map<ServerResponse, Map<string, string>>
}

const maxStreams = 20
const minEveryMs = 1_000
/** Ages and charts are brought up to date this often, if nothing else happens. */
const maxEveryMs = 5_000
/** Rendering takes at most this share of the time of a processor. */
const maxShare = 0.1

/** Creates the table of streams. Without streams, nothing runs. */
export function createLiveStreams(nowMs: () => number = () => performance.now()): LiveStreams {
  const groups = new Map<string, Group>()
  let timer: NodeJS.Timeout | undefined
  let dueMs = Infinity
  let notBeforeMs = 0
  let isRendering = false
  let isDueAgain = false
  let isClosed = false

  function count(): number {
    let sum = 0
    for (const { streams } of groups.values()) sum += streams.size
    return sum
  }

  /** Has pages rendered after this many milliseconds, or as soon as they may be. */
  function plan(inMs: number): void {
    if (groups.size === 0 || isClosed) return
    const atMs = Math.max(nowMs() + inMs, notBeforeMs)
    if (atMs >= dueMs) return
    dueMs = atMs
    clearTimeout(timer)
    timer = setTimeout(() => void renderAll(), Math.max(0, atMs - nowMs())).unref()
  }

  async function renderAll(): Promise<void> {
    dueMs = Infinity
    if (isRendering) {
      isDueAgain = true
      return
    }
    isRendering = true
    isDueAgain = false
    const startMs = nowMs()
    for (const [key, group] of groups) await send(key, group)
    const tookMs = nowMs() - startMs
    notBeforeMs = nowMs() + Math.max(minEveryMs, tookMs / maxShare)
    isRendering = false
    plan(isDueAgain ? minEveryMs : maxEveryMs)
  }

  async function send(key: string, { render, streams }: Group): Promise<void> {
    let parts: readonly Part[] | undefined
    try {
      parts = await render()
    } catch {
      // WHY: a page that cannot be rendered now may be the next time; what it shows stays.
      return
    }
    for (const [response, shown] of streams) {
      if (parts === undefined) {
        response.end(eventText('ended', 'The session has ended.'))
        streams.delete(response)
      } else if (!response.writableNeedDrain) sendParts(response, shown, parts)
    }
    if (streams.size === 0) groups.delete(key)
  }

  return {
    open: (response, key, render) => {
      if (isClosed || count() >= maxStreams) return false
      response.writeHead(200, { ...securityFields, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
      response.write('retry: 2000\n\n')
      const group = groups.get(key) ?? { render, streams: new Map<ServerResponse, Map<string, string>>() }
      groups.set(key, group)
      group.streams.set(response, new Map())
      response.on('error', () => {})
      response.on('close', () => {
        group.streams.delete(response)
        if (group.streams.size === 0 && groups.get(key) === group) groups.delete(key)
      })
      plan(0)
      return true
    },
    changed: () => plan(minEveryMs),
    close: () => {
      isClosed = true
      clearTimeout(timer)
      for (const { streams } of groups.values()) for (const response of streams.keys()) response.end()
      groups.clear()
    },
    count,
  }
}

/** Sends the parts that are not as they were sent last. */
function sendParts(response: ServerResponse, shown: Map<string, string>, parts: readonly Part[]): void {
  const changed: Record<string, string> = {}
  for (const { id, markup } of parts) {
    if (shown.get(id) === markup.markup) continue
    shown.set(id, markup.markup)
    changed[id] = markup.markup
  }
  if (Object.keys(changed).length > 0) response.write(eventText('parts', JSON.stringify(changed)))
}

/** An event of a stream. INVARIANT: `data` is one line; JSON is. */
function eventText(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`
}
