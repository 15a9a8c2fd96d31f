import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as requestOf } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPage, type PageTokens } from '../page/create-page.ts'
import type { Operator } from '../operator/operator.ts'

/** A page on a server of its own. */
export interface PageServer {
  readonly port: number
  readonly ask: (path: string, options?: AskOptions) => Promise<Answer>
  readonly close: () => void
}

/** What a request for a page has in addition to its path. */
export interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Fields of a form, or a body as it is. */
  readonly form?: Readonly<Record<string, string>> | string
}

/** A reply of the page. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The cookie that it sets, as a browser would send it. */
  readonly cookie: string | undefined
  /** The token of the first form that has one. */
  readonly token: string | undefined
}

/** Opens a page on the loopback interface. */
export async function openPageServer(
  operator: Operator,
  tokens: PageTokens,
  clock: { readonly ms: number } = { ms: 0 },
): Promise<PageServer> {
  const page = createPage({ operator, tokens, monotonicMs: () => clock.ms })
  const server = createServer(page.answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    ask: (path, options) => ask(port, path, options),
    close: () => {
      page.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function ask(port: number, path: string, { method, headers, form }: AskOptions = {}): Promise<Answer> {
  const body = form === undefined ? undefined : typeof form === 'string' ? form : new URLSearchParams(form).toString()
  const request = requestOf({
    port,
    path,
    host: '127.0.0.1',
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        origin: `http://127.0.0.1:${port}`,
      }),
      ...headers,
    },
  })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    cookie: response.headers['set-cookie']?.[0]?.split(';', 1)[0],
    token: /name="token" value="([^"]+)"/.exec(text)?.[1],
  }
}
