import type { IncomingMessage } from 'node:http'
import Koa, { type Context } from 'koa'
import { responseTo } from '../requests/message-of.ts'

const app = new Koa()
app.silent = true

/** The context that Koa passes to middleware; `received` is the target before the guard has rewritten it, if it matters. */
export function koaContext(message: IncomingMessage, received?: string): Context {
  const rewritten = message.url
  if (received !== undefined) message.url = received
  const context = app.createContext(message, responseTo(message)) as unknown as Context
  message.url = rewritten
  return context
}
