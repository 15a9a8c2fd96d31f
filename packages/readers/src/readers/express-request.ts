import type { IncomingMessage } from 'node:http'
import express, { type Express, type Request } from 'express'

/** An Express application with these settings. */
export function expressApp(settings: Readonly<Record<string, unknown>> = {}): Express {
  const app = express()
  for (const [name, value] of Object.entries(settings)) app.set(name, value)
  return app
}

/** The request as Express passes it to handlers of the application. */
export function expressRequest(app: Express, message: IncomingMessage): Request {
  return Object.setPrototypeOf(message, app.request) as Request
}
