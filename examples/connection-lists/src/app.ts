import Koa from 'koa'
import { tidegate, type Tidegate } from '@tidegate/koa-adapter'
import type { Connections } from './connections.ts'

/** One line of the audit log; every request gets one, including refused requests. */
export interface AuditEntry {
  readonly at: string
  readonly connection: string
  readonly ip: string
  readonly method: string
  readonly path: string
  readonly status: 'success' | 'error'
  readonly httpStatus: number
  readonly durationMs: number
  readonly error?: string
}

export interface Service {
  readonly app: Koa
  readonly guard: Tidegate
  readonly audit: readonly AuditEntry[]
}

const maxAuditEntries = 1_000

/** Creates a service that is called with an API key; the connection of each key determines from which addresses. */
export function createService(
  policy: string,
  connections: Connections,
  onAudit: (entry: AuditEntry) => void = () => {},
): Service {
  const app = new Koa()
  const audit: AuditEntry[] = []

  const guard = tidegate({
    policy,
    facts: (ctx) => {
      const connection = connections.byKey(ctx.get('x-api-key') || undefined)
      return connection === undefined
        ? {}
        : { 'connection.allowed': connection.allowed, 'connection.blocked': connection.blocked }
    },
    // Without a valid key there is no connection and therefore no list: the handler below answers with 401.
    skip: (ctx) => connections.byKey(ctx.get('x-api-key') || undefined) === undefined,
  })

  app.use(async (ctx, next) => {
    const started = performance.now()
    await next()
    const decision = guard.decisionOf(ctx, 'optional')
    const refused = ctx.status >= 400
    const entry: AuditEntry = {
      at: new Date().toISOString(),
      connection: connections.byKey(ctx.get('x-api-key') || undefined)?.id ?? 'none',
      ip: decision?.ip ?? 'unknown',
      method: ctx.method,
      path: decision?.path ?? '',
      status: refused ? 'error' : 'success',
      httpStatus: ctx.status,
      durationMs: Math.round(performance.now() - started),
      ...(refused ? { error: decision?.rule?.name ?? decision?.reason ?? 'no valid API key' } : {}),
    }
    audit.push(entry)
    if (audit.length > maxAuditEntries) audit.shift()
    onAudit(entry)
  })
  app.use(guard)
  app.use((ctx) => {
    if (connections.byKey(ctx.get('x-api-key') || undefined) === undefined) {
      ctx.status = 401
      ctx.body = 'A valid x-api-key is required\n'
    } else {
      ctx.body = { answer: 42 }
    }
  })
  return { app, guard, audit }
}
