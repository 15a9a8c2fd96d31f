import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { copyOptions, createGuard, type GuardTools, type Host } from '@tidegate/node/host'
import type { Decision } from '@tidegate/engine'
import { canonicalUrl } from './canonical-url.ts'
import type { FastifyOptions } from './fastify-options.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The decision that admitted the request. */
    admission: Decision | undefined
  }
}

/** A Fastify plugin that enforces a policy in the scope that registers it, and the tools that a route may need. */
export interface Tidegate extends FastifyPluginAsync, GuardTools<FastifyRequest> {}

/**
 * Creates a Fastify plugin that admits what the policy admits, in an `onRequest` hook, and answers all other requests. It applies to all routes
 * of the scope that registers it and of the scopes below. `app.ready()` rejects if the policy cannot be enforced.
 *
 * The decision is stored in `request.admission`. `request.ip` and `trustProxy` of Fastify are not used: the client address comes from the policy's
 * `client ip` or the option `trustProxy`. An unknown option throws a `TypeError` with a suggestion.
 *
 * Fastify chooses the route before it runs hooks. With `rewriteUrl: canonicalUrl`, the router reads the target that the policy decides; without
 * it, a target that is not in its canonical form is an error with the status 400.
 *
 * `app.register(tidegate, options)` does the same as `app.register(tidegate(options))`, whose result has the tools that a route may need.
 *
 * @example
 * const app = Fastify({ rewriteUrl: canonicalUrl })
 * await app.register(tidegate, { policy: 'site.policy' })
 */
export function tidegate(options: FastifyOptions): Tidegate
export function tidegate(app: FastifyInstance, options: FastifyOptions): Promise<void>
export function tidegate(first: FastifyOptions | FastifyInstance, options?: FastifyOptions): Tidegate | Promise<void> {
  if (!isApplication(first)) return createPlugin(first)
  return enforceIn(first, options!)
}

// WHY: an exception of a plugin would end the process; a rejection reaches `await app.register()`.
async function enforceIn(app: FastifyInstance, options: FastifyOptions): Promise<void> {
  await createPlugin(options)(app, {})
}

const asOfTheScope = { name: '@tidegate/fastify-adapter', fastify: '5.x' }
fastifyPlugin(tidegate, asOfTheScope)

function isApplication(value: unknown): value is FastifyInstance {
  return typeof value === 'object' && value !== null && 'addHook' in value && 'register' in value
}

function createPlugin(given: FastifyOptions): Tidegate {
  const { handler, ...options } = copyOptions(given)
  const { guard, ...tools } = createGuard(fastify, {
    ...options,
    ...(handler !== undefined && {
      handler: (request, decision, refusal) => handler(request, replyTo(request), decision, refusal),
    }),
  })

  const onRequest: onRequestHookHandler = (request, reply, done) => {
    ;(request as Guarded)[replyOf] = reply
    if (options.rewriteTarget !== false && canonicalUrl(request.raw) !== request.raw.url) return done(notCanonical())
    try {
      const result = guard(request, done)
      if (result instanceof Promise) result.catch(done)
    } catch (error) {
      done(error as Error)
    }
  }
  const plugin: FastifyPluginAsync = async (app, registered: object | undefined) => {
    if (!isApplication(app)) throw new TypeError('tidegate: this is a plugin: write `await app.register(guard)`')
    const [name] = Object.keys(registered ?? {})
    if (name !== undefined)
      throw new TypeError(
        `tidegate: \`${name}\` would be ignored here: write \`app.register(tidegate, options)\` or \`app.register(tidegate(options))\``,
      )
    await tools.ready
    if (!app.hasRequestDecorator('admission')) app.decorateRequest('admission', undefined)
    app.addHook('onRequest', onRequest)
    app.addHook('onClose', () => tools.close())
  }
  return Object.assign(fastifyPlugin(plugin, asOfTheScope), tools)
}

const replyOf = Symbol('tidegate.reply')

/** A request with its reply, to which Fastify's request does not lead. */
interface Guarded extends FastifyRequest {
  [replyOf]?: FastifyReply
}

function replyTo(request: FastifyRequest): FastifyReply {
  return (request as Guarded)[replyOf]!
}

const fastify: Host<FastifyRequest> = {
  request: (request) => request.raw,
  response: (request) => replyTo(request).raw,
  received: (request) => request.originalUrl,
  // Prefixes of Fastify stay in the URL.
  isMounted: () => false,
  setDecision(request, decision) {
    request.admission = decision
  },
  getDecision: (request) => request.admission,
  send(request, { status, headers, body }) {
    // WHY: to the content type of a text, Fastify adds a character set.
    replyTo(request).code(status).headers(headers).send(Buffer.from(body))
  },
}

function notCanonical(): Error {
  const message =
    'the route was chosen by a target that is not in its canonical form: set `rewriteUrl: canonicalUrl` in the options of Fastify'
  return Object.assign(new Error(message), { statusCode: 400 })
}
