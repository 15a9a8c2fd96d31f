import { createServer, type Server } from 'node:http'

/** Answers as a panel does, as far as its protection depends on it, and remembers what reaches it. */
export interface ImitatedPanel {
  readonly server: Server
  /** Method, host and target of each request. */
  readonly received: readonly string[]
}

/**
 * Creates one that knows the key `k1` and the password `correct`. It answers 401 to unknown keys and wrong passwords, and 403 to the correct password of
 * the user `away`, whose list of addresses it keeps itself.
 */
export function imitatePanel(): ImitatedPanel {
  const received: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const host = headers.host ?? ''
      received.push(`${method} ${host}${url}`)
      response.statusCode = statusOf(host, url, headers['x-api-key'], body)
      response.end(`panel ${url}`)
    })
  })
  return { server, received }
}

function statusOf(host: string, url: string, key: string | readonly string[] | undefined, body: string): number {
  if (host.startsWith('api.')) return key === 'k1' ? 200 : 401
  if (url !== '/api/login') return 200
  const { user, password } = JSON.parse(body) as { readonly user: string; readonly password: string }
  if (password !== 'correct') return 401
  return user === 'away' ? 403 : 200
}
