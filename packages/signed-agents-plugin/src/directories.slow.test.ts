import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchDirectory, type FetchWorld } from './fetch-directory.ts'
import { createKeyBook, type KeyBook } from './key-book.ts'
import { newKey } from './testing/sign-request.ts'

const mediaType = 'application/http-message-signatures-directory+json'
const [first, second] = [newKey(), newKey()]

let server: Server
let world: FetchWorld
let answer: RequestListener
let asked: string[] = []

beforeAll(async () => {
  const pem = await generate([{ name: 'commonName', value: 'bot.example' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'bot.example' }] }],
  })
  server = createServer({ key: pem.private, cert: pem.cert }, (request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url} ${request.headers.accept}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  world = { ca: pem.cert, port, resolve: async () => ['127.0.0.1'], isAllowed: () => true }
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const serve =
  (body: string, headers: Readonly<Record<string, string>> = {}, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': mediaType, ...headers }).end(body)
  }
const setOf = (...keys: readonly { readonly jwk: unknown }[]): string =>
  JSON.stringify({ keys: keys.map(({ jwk }) => jwk) })

const fetchNow = (more: FetchWorld = {}, agent = 'bot.example', timeoutMs = 5_000): ReturnType<typeof fetchDirectory> =>
  fetchDirectory(agent, { ...world, ...more }, AbortSignal.timeout(timeoutMs))

it('reads the keys, and how long they are fresh', async () => {
  asked = []
  const rsa = { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }
  answer = serve(setOf(first, rsa, { jwk: null }, { jwk: { ...second.jwk, use: 'enc' } }), {
    'cache-control': 'public, max-age=600',
  })
  const { keys, freshMs } = await fetchNow()
  expect([...keys.keys()]).toEqual([first.id])
  expect(freshMs).toBe(600_000)
  expect(asked).toEqual([`GET bot.example/.well-known/http-message-signatures-directory ${mediaType}`])
})

it.each<[string, RequestListener, RegExp]>([
  ['a redirect', serve('', { location: 'https://bot.example/' }, 302), /status 302/],
  ['an error', serve('', {}, 500), /status 500/],
  ['another media type', serve(setOf(first), { 'content-type': 'text/html' }), /is not served as/],
  ['compression', serve(setOf(first), { 'content-encoding': 'gzip' }), /is compressed/],
  ['what is not JSON', serve('{'), /JSON/],
  ['what is not a key set', serve('[]'), /a key set is an object/],
  ['too many keys', serve(JSON.stringify({ keys: Array.from({ length: 101 }, () => 0) })), /at most 100 keys/],
  ['too many bytes', serve(' '.repeat(65_537)), /is larger than 65536 bytes/],
  ['brackets that are nested deeply', serve('['.repeat(65_000)), /./],
  [
    'bytes that are not UTF-8',
    (_, response) => void response.writeHead(200, { 'content-type': mediaType }).end(Buffer.from([0xff])),
    /./,
  ],
])('refuses %s', async (_, listener, message) => {
  answer = listener
  await expect(fetchNow()).rejects.toThrow(message)
})

it('ends in time, also if the body never does', async () => {
  answer = (_, response) => void response.writeHead(200, { 'content-type': mediaType }).write('{')
  await expect(fetchNow({}, 'bot.example', 200)).rejects.toThrow(/abort|timeout/i)
})

it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:192.168.0.1', 'nonsense'])(
  'connects to no host with the address %s',
  async (address) => {
    asked = []
    const { isAllowed: _, ...publicOnly } = world
    const resolve = async (): Promise<string[]> => ['8.8.8.8', address]
    await expect(fetchDirectory('bot.example', { ...publicOnly, resolve }, AbortSignal.timeout(2_000))).rejects.toThrow(
      /which is not public/,
    )
    expect(asked).toEqual([])
  },
)

it.each(['127.0.0.1', '[::1]'])('connects to no address instead of a name: %s', async (agent) => {
  await expect(fetchNow({}, agent)).rejects.toThrow('an address instead of a name')
})

it('refuses a certificate for another name', async () => {
  answer = serve(setOf(first))
  await expect(fetchNow({}, 'other.example')).rejects.toThrow(/altnames|certificate/i)
})

it('keeps the keys of a directory that is not available, and drops those that it no longer has', async () => {
  const faults: string[] = []
  const book: KeyBook = createKeyBook({
    fixed: new Map(),
    agents: ['bot.example'],
    refreshMs: 60_000,
    timeoutMs: 5_000,
    onFault: (agent, { message }) => faults.push(`${agent} ${message}`),
    world,
  })
  try {
    answer = serve(setOf(first))
    await book.refresh()
    expect(book.of('bot.example', first.id)?.id).toBe(first.id)
    expect(book.holderOf(first.id)).toBe('bot.example')
    expect(book.of('other.example', first.id)).toBeUndefined()
    answer = serve('', {}, 503)
    await book.refresh()
    expect(book.of('bot.example', first.id)?.id).toBe(first.id)
    expect(book.stats()).toMatchObject([
      { agent: 'bot.example', source: 'directory', keys: 1, fault: expect.any(String) },
    ])
    expect(faults).toEqual(['bot.example answered with status 503; redirects are not followed'])
    answer = serve(setOf(second))
    await book.refresh()
    expect(book.of('bot.example', first.id)).toBeUndefined()
    expect(book.of('bot.example', second.id)?.id).toBe(second.id)
    expect(book.stats()).toMatchObject([{ keys: 1, fault: undefined, fetchedAtMs: expect.any(Number) }])
  } finally {
    book.close()
  }
  asked = []
  await book.refresh()
  expect(asked).toEqual([])
  expect(book.of('bot.example', second.id)?.id).toBe(second.id)
})
