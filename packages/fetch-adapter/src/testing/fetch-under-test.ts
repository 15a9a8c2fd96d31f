import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { createServer as createHttp2Server } from 'node:http2'
import { Readable } from 'node:stream'
import {
  type AdapterUnderTest,
  closeServer,
  type ContractOptions,
  type Exchange,
  type Incoming,
  listenOnLoopback,
  type Respond,
  type ServedAdapter,
} from '@tidegate/adapter-contract'
import { openPolicy, openPolicyOptionNames } from '@tidegate/node'
import type { FetchOptions } from '../fetch-options.ts'
import { nodeServer } from '../node-server.ts'
import { tidegate, type Tidegate } from '../tidegate.ts'

type Info = [HttpBindings]

/** Options of policy files, which this adapter does not open. */
const fileOptions = ['root', 'catalog', 'limits', 'watch', 'compile', 'onLogLine', 'decisionLog', 'auditLog']

/** The options of the guard that depend on the runtime. */
type RuntimeOptions = Pick<FetchOptions<Info>, 'peer' | 'fields' | 'receivedTarget' | 'setField'>

/** Servers of `Request` and `Response` as the contract suite serves them: with what every runtime has, on Node by Hono's server. */
export const fetchUnderTest: AdapterUnderTest = servedWith('the fetch adapter', {
  peer: (_request, { incoming: { socket } }) => socket.remoteAddress,
})

/** The same, with the request and the reply of Node. */
export const nodeServerUnderTest: AdapterUnderTest = servedWith('the fetch adapter on Node', nodeServer)

function servedWith(name: string, runtime: RuntimeOptions): AdapterUnderTest {
  return {
    name,

    make() {
      throw new Error('the options are tested in tidegate.test.ts')
    },

    async serve(options, respond, { http2 = false }): Promise<ServedAdapter> {
      const errors: unknown[] = []
      const gate = options.gate ?? (await openPolicy(options.policy as string, policyOptions(options)))
      const guard: Tidegate<Info> = tidegate<Info>({
        ...runtime,
        ...optionsFor(options, (request, info) => exchange(guard, request, info)),
        gate,
      })
      const answer = guard.fetch((request, info) => responseOf(respond, exchange(guard, request, info)))
      const server = createAdaptorServer({
        async fetch(request: Request, bindings: unknown) {
          try {
            return await answer(request, bindings as HttpBindings)
          } catch (error) {
            errors.push(error)
            return new Response(null, { status: 500 })
          }
        },
        ...(http2 && { createServer: createHttp2Server }),
      }) as ServedAdapter['server']
      const port = await listenOnLoopback(server)
      return {
        server,
        port,
        errors,
        guard: {
          ready: Promise.resolve(gate),
          close: () => (options.gate === undefined ? gate.close() : Promise.resolve()),
          protectUpgrades() {
            throw new Error('a Request is never an upgrade')
          },
        },
        async close() {
          if (options.gate === undefined) await gate.close()
          await closeServer(server)
        },
      }
    },

    parsedTargets: 'a Request contains a parsed URL, and a method in capitals',
    ...(runtime.receivedTarget === undefined && {
      unseenTargetHosts: 'a Request does not show whether its target was absolute',
    }),

    skips: {
      'options and start': 'policies are compiled plans, so that other options exist: see tidegate.test.ts',
      upgrades: 'runtimes pass upgrades to functions of their own',
      mounts: 'a Request always has the whole URL',
    },
  }
}

/** An exchange whose reply becomes a response. */
interface FetchExchange extends Exchange {
  readonly response: Promise<Response>
}

async function responseOf(respond: Respond, exchange: FetchExchange): Promise<Response> {
  await respond(exchange)
  return exchange.response
}

function policyOptions(options: ContractOptions): object {
  const names: readonly string[] = openPolicyOptionNames
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)))
}

function optionsFor(
  { policy: _policy, gate: _gate, user, facts, skip, handler, ...rest }: ContractOptions,
  exchangeOf: (request: Request, info: HttpBindings) => FetchExchange,
): Omit<FetchOptions<Info>, keyof RuntimeOptions> {
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !fileOptions.includes(name)))
  return {
    ...own,
    ...(user !== undefined && { user: (request) => user(incoming(request)) }),
    ...(facts !== undefined && { facts: (request) => facts(incoming(request)) }),
    ...(skip !== undefined && { skip: (request) => skip(incoming(request)) }),
    ...(handler !== undefined && {
      async handler(request, decision, reply, info) {
        const made = exchangeOf(request, info)
        await handler(made, decision, reply)
        return made.response
      },
    }),
  }
}

function incoming(request: Request): Incoming {
  return {
    get target() {
      const { pathname, search } = new URL(request.url)
      return pathname + search
    },
    header: (name) => request.headers.get(name) ?? '',
  }
}

function exchange(guard: Tidegate<Info>, request: Request, bindings: HttpBindings): FetchExchange {
  const raw = bindings.incoming
  const { promise: response, resolve } = Promise.withResolvers<Response>()
  const closed = new Promise<void>((done) => raw.socket.once('close', () => done()))
  return {
    ...incoming(request),
    response,
    closed,
    get decision() {
      return guard.decisionOf(request, 'optional')
    },
    decisionOf: () => guard.decisionOf(request),
    check: ({ user, facts }) => {
      const principal = { ...(user !== undefined && user !== null && { user }), ...(facts !== undefined && { facts }) }
      return guard.check(request, principal, bindings)
    },
    explain: () => guard.explain(request, bindings),
    refuse: (decision) => resolve(guard.refuse(request, decision)),
    reply: (status, body = '') => resolve(new Response(status === 204 ? null : body, { status })),
    stream: (status, chunks) =>
      resolve(new Response(Readable.toWeb(Readable.from(encoded(chunks))) as BodyInit, { status })),
    abort() {
      raw.socket.destroy()
      resolve(new Response())
    },
  }
}

async function* encoded(chunks: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield new TextEncoder().encode(chunk)
}
