import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Fastify, { type FastifyInstance } from 'fastify'
import Koa from 'koa'
import type { ProgramFolder } from '../pages/write-program.ts'

/** The framework of a page's programs. */
export type Framework = 'express' | 'fastify' | 'koa'

/** A running application. */
export interface Application {
  readonly port: number
  close(): Promise<void>
}

interface Caller {
  readonly id: string
  readonly plan: string | undefined
}

/**
 * Runs a program of a page on loopback: its imports, and then its lines with `app`, an application whose earlier middleware has set `req.user`
 * (`ctx.state.user`, `request.user`), and whose routes answer every request with 200, or with the status that the request names.
 *
 * A program that contains `const app =` makes its own.
 */
export async function openApplication(
  framework: Framework,
  name: string,
  program: string,
  folder: ProgramFolder,
): Promise<Application> {
  const module = (await folder.load(`${name}.js`, moduleOf(folder.withPolicy(program)))) as {
    readonly mount: (app?: unknown) => Promise<unknown>
  }
  switch (framework) {
    case 'express': {
      const app = express()
      app.use((request, _response, next) => {
        Object.assign(request, { user: callerOf(request) })
        next()
      })
      await module.mount(app)
      app.use((request, response) => void response.status(statusOf(request)).send('in'))
      return listen(app)
    }
    case 'koa': {
      const app = new Koa()
      app.silent = true
      app.use((ctx, next) => {
        ctx.state['user'] = callerOf(ctx.req)
        return next()
      })
      await module.mount(app)
      app.use((ctx) => {
        ctx.status = statusOf(ctx.req)
        ctx.body = 'in'
      })
      return listen(app.callback())
    }
    case 'fastify': {
      const app = (await module.mount(Fastify())) as FastifyInstance
      app.all('/*', (request, reply) => reply.code(statusOf(request.raw)).send('in'))
      await app.ready()
      app.server.prependListener('request', (request: IncomingMessage) => setPeer(request))
      await app.listen({ host: '127.0.0.1', port: 0 })
      return { port: portOf(app.server), close: () => app.close() }
    }
  }
}

/** The program as a module that exports its lines as `mount`; they may use `await`. */
function moduleOf(program: string): string {
  const lines = program.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  const others = lines.filter((line) => !line.startsWith('import '))
  const parameter = /^const app = /m.test(program) ? '' : 'app'
  return [...imports, `export async function mount(${parameter}) {`, ...others, 'return app', '}', ''].join('\n')
}

async function listen(listener: RequestListener): Promise<Application> {
  const server = createServer((request, response) => {
    setPeer(request)
    return listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Makes a connection from loopback look like one from the address that the test names. */
function setPeer({ socket, headers }: IncomingMessage): void {
  const peer = headers['x-test-peer']
  if (peer !== undefined) Object.defineProperty(socket, 'remoteAddress', { value: peer })
}

function callerOf({ headers }: IncomingMessage): Caller | undefined {
  const id = headers['x-test-user'] as string | undefined
  return id === undefined ? undefined : { id, plan: headers['x-test-plan'] as string | undefined }
}

function statusOf({ headers }: IncomingMessage): number {
  return Number(headers['x-test-replies'] ?? 200)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
