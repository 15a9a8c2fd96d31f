import type { ServerResponse } from 'node:http'
import type { Decision, GateRequest } from '@tidegate/engine'

/** One line of the live list. */
export interface FeedEntry {
  readonly atMs: number
  readonly outcome: Decision['outcome']
  readonly status: number
  readonly ip: string
  readonly method: string
  readonly path: string
  readonly agent: string
  /** The rule that refused the request. */
  readonly rule?: { readonly file: string; readonly line: number; readonly name?: string }
}

/** The latest decisions, and the browsers that watch them. */
export interface DecisionFeed {
  add(decision: Decision, request: GateRequest, atMs: number): void
  latest(): readonly FeedEntry[]
  /** Sends every new entry to this response as a server-sent event until it closes. */
  watch(response: ServerResponse): void
  close(): void
}

const maxWatchers = 50

/**
 * Creates a feed that keeps the latest `capacity` decisions and serves at most fifty watchers. Admitted requests for which `isOwn` returns true
 * are left out: the files of the page that shows the feed would fill it.
 */
export function createDecisionFeed(isOwn: (path: string) => boolean, capacity = 40): DecisionFeed {
  const entries: FeedEntry[] = []
  const watchers = new Set<ServerResponse>()
  return {
    add(decision, request, atMs) {
      const entry = feedEntry(decision, request, atMs)
      if (entry.outcome === 'pass' && isOwn(entry.path)) return
      entries.unshift(entry)
      entries.length = Math.min(entries.length, capacity)
      for (const watcher of watchers) watcher.write(`data: ${JSON.stringify(entry)}\n\n`)
    },
    latest: () => entries,
    watch(response) {
      if (watchers.size >= maxWatchers) {
        response.writeHead(503, { 'retry-after': '10' }).end()
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(': watching\n\n')
      watchers.add(response)
      response.on('close', () => watchers.delete(response))
    },
    close() {
      for (const watcher of watchers) watcher.end()
      watchers.clear()
    },
  }
}

function feedEntry(decision: Decision, request: GateRequest, atMs: number): FeedEntry {
  const { rule } = decision
  const agentAt = request.headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'user-agent')
  return {
    atMs,
    outcome: decision.outcome,
    status: decision.status,
    ip: decision.ip ?? 'unknown',
    method: request.method.slice(0, 16),
    path: (decision.path ?? request.target).slice(0, 120),
    agent: (agentAt < 0 ? '' : (request.headers[agentAt + 1] ?? '')).slice(0, 120),
    ...(rule !== undefined && {
      rule: { file: rule.file, line: rule.line, ...(rule.name !== undefined && { name: rule.name }) },
    }),
  }
}
