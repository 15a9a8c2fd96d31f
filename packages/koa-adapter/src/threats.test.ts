import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { serve, type Served } from './testing/serve.ts'

let served: Served | undefined

afterEach(async () => {
  await served?.close()
  served = undefined
})

const guarded = `
client ip from x-forwarded-for trusting loopback
list office = 203.0.113.0/24
where path in /admin/** { allow only ip in office }
`

const get = (target: string, ...headers: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: site.example', ...headers, 'Connection: close', '', ''].join('\r\n')

describe('a target that a gate and a router could read differently', () => {
  it.each([
    '/a/%2e%2e/admin',
    '/a/../admin',
    '/a/./admin',
    '/a/%2E/admin',
    '/\\admin',
    '/a%5Cadmin',
    '/admin%00',
    '/a/..;/admin',
    '/a/..;x=1/admin',
    '/%',
    '/%zz',
    '/a%',
    '/%252e%252e/admin',
    '/a%252fadmin',
    '/a#/admin',
    '/panel/%2e%2e/web/static/x',
  ])('is refused before any rule: %s', async (target) => {
    served = await serve(guarded)
    const reply = await sendRaw(served.port, get(target))
    expect(reply.status).toBe(400)
    expect(served.reached).toEqual([])
  })

  it.each(['/admin', '/admin/', '/ADMIN', '/Admin/Users', '//admin', '///admin//users', '/%61dmin', '/%41DMIN/'])(
    'does not walk round a rule for /admin/**: %s',
    async (target) => {
      served = await serve(guarded)
      const reply = await sendRaw(served.port, get(target))
      expect(reply.status).toBe(403)
      expect(served.reached).toEqual([])
    },
  )

  it('reaches the application in the form in which it was judged', async () => {
    served = await serve(guarded)
    await sendRaw(served.port, get('//public//%7Euser?q=%2e%2e'))
    expect(served.reached).toEqual(['/public/~user?q=%2e%2e'])
  })

  it.each(['//admin/x', '/%61dmin/x', 'http://site.example//admin/x'])(
    'is read in that form by the functions that supply user and facts too: %s',
    async (target) => {
      served = await serve('fact area : text required\nblock area == "admin"', {
        facts: (ctx) => ({ area: ctx.path.startsWith('/admin/') ? 'admin' : 'public' }),
      })
      expect((await sendRaw(served.port, get(target))).status).toBe(403)
      expect((await sendRaw(served.port, get('/public'))).status).toBe(200)
      expect((await sendRaw(served.port, get('http://other.example/public'))).status).toBe(400)
    },
  )

  it('keeps %2F a literal escape', async () => {
    served = await serve(guarded)
    const reply = await sendRaw(served.port, get('/a%2fadmin'))
    expect(reply.status).toBe(200)
    expect(served.reached).toEqual(['/a%2Fadmin'])
  })

  it('takes path and host of an absolute target, and refuses it where Host differs', async () => {
    served = await serve(guarded)
    expect((await sendRaw(served.port, get('http://site.example/admin'))).status).toBe(403)
    expect((await sendRaw(served.port, get('http://other.example/public'))).status).toBe(400)
    expect((await sendRaw(served.port, get('http://site.example/public'))).status).toBe(200)
  })

  it('refuses * for anything but OPTIONS', async () => {
    served = await serve(guarded)
    expect((await sendRaw(served.port, get('*'))).status).toBe(400)
  })

  it('answers 414 to a path over 2,048 characters, and never cuts it', async () => {
    served = await serve(guarded)
    expect((await sendRaw(served.port, get(`/${'a'.repeat(2_048)}`))).status).toBe(414)
    expect((await sendRaw(served.port, get(`/${'a'.repeat(2_047)}`))).status).toBe(200)
  })
})

describe('a host that could be read twice', () => {
  it('is refused when there are two Host fields', async () => {
    served = await serve(guarded)
    const reply = await sendRaw(served.port, get('/', 'Host: other.example'))
    expect(reply.status).toBe(400)
    expect(served.reached).toEqual([])
  })

  it.each(['a b', 'a/b', 'a@b', 'a,b', '[::1', 'a:99999x'])('is refused when it is malformed: %s', async (host) => {
    served = await serve(guarded)
    const reply = await sendRaw(served.port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(reply.status).toBe(400)
  })

  it('is compared in lower case, without port and final dot', async () => {
    served = await serve('block host == "secret.example"')
    for (const host of ['secret.example', 'SECRET.example:8080', 'secret.example.']) {
      const reply = await sendRaw(served.port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect([host, reply.status]).toEqual([host, 403])
    }
  })
})

describe('forwarding headers', () => {
  const blocked = (trusting: string): string =>
    `client ip from x-forwarded-for trusting ${trusting}\nblock ip in 198.51.100.7`

  it.each([
    ['loopback', '198.51.100.7', 403],
    ['loopback', '1.1.1.1, 198.51.100.7', 403],
    ['loopback', '198.51.100.7, 1.1.1.1', 200],
    ['loopback, 10.0.0.0/8', '1.1.1.1, 198.51.100.7, 10.0.0.2', 403],
    ['10.0.0.0/8', '198.51.100.7', 200],
    ['loopback', '198.51.100.7:4711', 403],
    ['loopback', '::ffff:198.51.100.7', 403],
    ['loopback', '[::ffff:c633:6407]:443', 403],
    ['loopback', 'garbage, 198.51.100.7', 403],
    ['loopback', '198.51.100.7, garbage', 200],
    ['loopback', '198.51.100.7%eth0', 200],
    ['loopback', 'unknown', 200],
    ['loopback', '', 200],
    ['loopback', ',,,', 200],
  ])('trusting %s, %j gives %d', async (trusting, value, status) => {
    served = await serve(blocked(trusting))
    expect((await sendRaw(served.port, get('/', `X-Forwarded-For: ${value}`))).status).toBe(status)
  })

  it('joins several lines in order', async () => {
    served = await serve(blocked('loopback'))
    const reply = await sendRaw(served.port, get('/', 'X-Forwarded-For: 1.1.1.1', 'X-Forwarded-For: 198.51.100.7'))
    expect(reply.status).toBe(403)
  })

  it('walks at most 32 hops of a long chain', async () => {
    served = await serve('client ip from x-forwarded-for trusting loopback, 10.0.0.0/8\nblock ip in 198.51.100.7')
    const reply = await sendRaw(served.port, get('/', `X-Forwarded-For: 198.51.100.7${', 10.0.0.1'.repeat(900)}`))
    expect(reply.status).toBe(200)
  })

  it('takes the peer when a header that holds one address stands twice', async () => {
    served = await serve('client ip from x-real-ip trusting loopback\nblock ip in 198.51.100.7')
    expect((await sendRaw(served.port, get('/', 'X-Real-IP: 198.51.100.7'))).status).toBe(403)
    expect((await sendRaw(served.port, get('/', 'X-Real-IP: 1.1.1.1', 'X-Real-IP: 198.51.100.7'))).status).toBe(200)
  })

  it('does not read headers other than the one that the policy names', async () => {
    served = await serve(blocked('loopback'))
    const reply = await sendRaw(served.port, get('/', 'X-Real-IP: 198.51.100.7', 'Forwarded: for=198.51.100.7'))
    expect(reply.status).toBe(200)
  })
})

describe('agents', () => {
  it('are joined when the field stands twice, so that a token in any of them is seen', async () => {
    served = await serve('bots bad = evilbot\nblock bot in bad')
    const reply = await sendRaw(served.port, get('/', 'User-Agent: Mozilla/5.0', 'User-Agent: EvilBot/1.0'))
    expect(reply.status).toBe(403)
  })
})

describe('prototype names', () => {
  it('are nothing but names in headers, queries, cookies and facts', async () => {
    served = await serve(
      `fact role : text
block header("__proto__") is present
block query("constructor") is present
block cookie("toString") is present
block role == "admin"`,
      { facts: () => JSON.parse('{"__proto__": {"role": "admin"}}') as Record<string, unknown> },
    )
    expect((await sendRaw(served.port, get('/'))).status).toBe(200)
    expect((await sendRaw(served.port, get('/', '__proto__: x'))).status).toBe(403)
    expect((await sendRaw(served.port, get('/?constructor=1'))).status).toBe(403)
    expect((await sendRaw(served.port, get('/', 'Cookie: a=b; toString=1'))).status).toBe(403)
  })
})

describe('floods', () => {
  it('keeps a client over its limit refused while ten thousand others come', async () => {
    served = await serve('client ip from x-forwarded-for trusting loopback\nlimit 2 per hour per ip')
    const { port } = served
    const gate = await served.guard.ready
    const from = (ip: string): readonly string[] => ['X-Forwarded-For', ip]
    for (let index = 0; index < 3; index += 1) await sendRequest({ port, headers: from('203.0.113.1') })
    for (let index = 0; index < 10_000; index += 1) {
      const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`
      gate.decide({ method: 'GET', target: '/', headers: from(ip), peer: '127.0.0.1' })
    }
    expect((await sendRequest({ port, headers: from('203.0.113.1') })).status).toBe(429)
    const { subjects, capacity } = gate.stats().counters
    expect(subjects).toBeLessThanOrEqual(capacity)
  })
})

describe('bytes that nobody kind would send', () => {
  it('never bring the server down', async () => {
    served = await serve(guarded)
    const hostile = [
      'GET / HTTP/1.1\r\n\r\n',
      'GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: ${'\u00e9'.repeat(4_000)}\r\nConnection: close\r\n\r\n`,
      `GET /${'%41'.repeat(600)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `GET /?${'a=b&'.repeat(2_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'a=b; '.repeat(2_000)}\r\nConnection: close\r\n\r\n`,
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
      '\u0000\u0001\u0002',
    ]
    for (const bytes of hostile) await sendRaw(served.port, Buffer.from(bytes, 'latin1'))
    expect((await sendRaw(served.port, get('/'))).status).toBe(200)
    expect(served.errors).toEqual([])
  })
})
