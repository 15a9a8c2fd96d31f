import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

/** A folder whose files a server on loopback sends. */
export interface ServedFolder {
  readonly port: number
  readonly close: () => void
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Serves the files of a folder, with the fields of the reply that `fieldsOf` returns for a path. An address that ends with `/` is its `index.html`. */
export async function serveFolder(
  folder: string,
  fieldsOf: (path: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<ServedFolder> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '/index.html')
    try {
      const body = readFileSync(join(folder, path))
      const type = types[extname(path)] ?? 'application/octet-stream'
      response.writeHead(200, { ...fieldsOf(path), 'content-type': type }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
