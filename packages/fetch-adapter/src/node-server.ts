import type { FetchOptions } from './fetch-options.ts'

/** What `@hono/node-server` passes to `fetch` in addition to the request: the request and the reply of Node. */
export interface NodeServerInfo {
  readonly incoming: {
    readonly rawHeaders: readonly string[]
    readonly url?: string | undefined
    readonly socket: { readonly remoteAddress?: string | undefined }
  }
  readonly outgoing: { setHeader(name: string, value: string): unknown }
}

/**
 * The options of `tidegate()` for Hono's server on Node (`@hono/node-server`): where the connection comes from, its header fields and target as they were
 * received, and how a field is added to the reply. That server answers without a `Request` and a `Response` of the runtime as long as nothing needs
 * them; with these options, the guard does not.
 *
 * @example
 * const guard = tidegate<[HttpBindings]>({ ...nodeServer, gate: await openPolicy('site.policy') })
 */
export const nodeServer: Required<
  Pick<FetchOptions<[NodeServerInfo]>, 'peer' | 'fields' | 'receivedTarget' | 'setField'>
> = {
  peer: (_request, { incoming }) => incoming.socket.remoteAddress,
  fields: (_request, { incoming }) => incoming.rawHeaders,
  receivedTarget: (_request, { incoming }) => incoming.url,
  setField: (name, value, { outgoing }) => void outgoing.setHeader(name, value),
}
