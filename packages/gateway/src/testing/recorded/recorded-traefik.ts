import type { RecordedCheck, RecordedProxy } from './recorded-proxy.ts'

// Written from Traefik 3.3: ServeHTTP and writeHeader in pkg/middlewares/auth/forward.go, pkg/middlewares/forwardedheaders/forwarded_header.go for the
// fields of the entry point, and Request.write and Transport of Go's net/http for the order of the fields. The middleware is that of our recipe.

/** Fields between two programs, which Traefik does not copy. */
const hopFields = new Set(['connection', 'keep-alive', 'te', 'trailers', 'transfer-encoding', 'upgrade'])

/**
 * The check of a request without own fields except Host and those in `fields`, which are sorted by name as Go does. The Host is that of the gateway; the
 * client's own `X-Forwarded-…` and `X-Real-Ip` are replaced; Go adds `Accept-Encoding` if the client sent none.
 */
function check(
  client: readonly string[],
  { method = 'GET', target, host = 'shop.example', agent = 'curl/8.5.0', fields = [] }: Described,
): RecordedCheck {
  const added = [
    'X-Forwarded-For: 192.0.2.1',
    `X-Forwarded-Host: ${host}`,
    `X-Forwarded-Method: ${method}`,
    'X-Forwarded-Port: 80',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Server: proxy',
    `X-Forwarded-Uri: ${target}`,
    'X-Real-Ip: 192.0.2.1',
  ]
  const own = [...fields, ...added].toSorted()
  return {
    client,
    check: [
      'GET /authz/forward-auth HTTP/1.1',
      'Host: 127.0.0.1:7411',
      `User-Agent: ${agent}`,
      ...own,
      'Accept-Encoding: gzip',
    ],
  }
}

interface Described {
  readonly method?: string
  readonly target: string
  readonly host?: string
  readonly agent?: string
  readonly fields?: readonly string[]
}

const usual = ['Host: shop.example', 'User-Agent: curl/8.5.0', 'Accept: */*']
const accept = ['Accept: */*']
const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: a2V5']
/** Traefik removes Connection and Upgrade, and writes names as Go does. */
const upgradeFields = [...accept, 'Sec-Websocket-Key: a2V5', 'Sec-Websocket-Version: 13']
const forged = [
  'X-Forwarded-For: 198.51.100.1',
  'X-Real-IP: 198.51.100.1',
  'X-Forwarded-Uri: /',
  'X-Forwarded-Method: GET',
  'X-Forwarded-Host: panel.example',
  'X-Tidegate-Request: f00',
  'X-Tidegate-Probe: f00.pass',
]
/** What is left of the forged fields. */
const passedOn = [...accept, 'X-Tidegate-Probe: f00.pass', 'X-Tidegate-Request: f00']

/** Traefik 3 with our middleware. */
export const recordedTraefik: RecordedProxy = {
  name: 'traefik',
  treat: (answer) => {
    if (answer === undefined) return { kind: 'answered', status: 500, fields: {}, body: '' }
    const { status, fields, body } = answer
    // `authResponseHeaders` is not set: no field is copied into the request, and none into the reply.
    if (status >= 200 && status < 300) return { kind: 'admitted', replyFields: {} }
    const copied = Object.entries(fields).filter(([name]) => !hopFields.has(name))
    return { kind: 'answered', status, fields: Object.fromEntries(copied), body }
  },
  checks: {
    'a POST with a body': check(['POST /a%2Fb/c?x=%20&y HTTP/1.1', ...usual, 'Content-Length: 8'], {
      method: 'POST',
      target: '/a%2Fb/c?x=%20&y',
      fields: accept,
    }),
    'a path that is blocked': check(['GET /admin/users HTTP/1.1', ...usual], {
      target: '/admin/users',
      fields: accept,
    }),
    'a HEAD for a path that is gone': check(['HEAD /gone/x HTTP/1.1', ...usual], {
      method: 'HEAD',
      target: '/gone/x',
      fields: accept,
    }),
    'a client that prefers JSON': check(['GET /gone/x HTTP/1.1', ...usual.slice(0, 2), 'Accept: application/json'], {
      target: '/gone/x',
      fields: ['Accept: application/json'],
    }),
    'a POST that is refused': check(['POST /gone/x HTTP/1.1', ...usual, 'Content-Length: 100000'], {
      method: 'POST',
      target: '/gone/x',
      fields: accept,
    }),
    'a WebSocket': check(['GET /ws HTTP/1.1', ...usual, ...upgrade], { target: '/ws', fields: upgradeFields }),
    'a WebSocket that is refused': check(['GET /gone/ws HTTP/1.1', ...usual, ...upgrade], {
      target: '/gone/ws',
      fields: upgradeFields,
    }),
    'forged fields': check(['GET / HTTP/1.1', ...usual, ...forged], { target: '/', fields: passedOn }),
    'forged fields for a path that is gone': check(['GET /gone/x HTTP/1.1', ...usual, ...forged], {
      target: '/gone/x',
      fields: passedOn,
    }),
    'a limited path': check(['GET /three/x HTTP/1.1', ...usual], { target: '/three/x', fields: accept }),
    // Go keeps the spelling of a path (URL.EscapedPath).
    'another spelling of a blocked path': check(['GET /%61dmin/x HTTP/1.1', ...usual], {
      target: '/%61dmin/x',
      fields: accept,
    }),
    'an encoded slash': check(['GET /admin%2Fx HTTP/1.1', ...usual], { target: '/admin%2Fx', fields: accept }),
    'two slashes': check(['GET //admin/y HTTP/1.1', ...usual], { target: '//admin/y', fields: accept }),
    'an unknown host': check(['GET / HTTP/1.1', 'Host: other.example', ...usual.slice(1)], {
      target: '/',
      host: 'other.example',
      fields: accept,
    }),
    'a bad bot': check(['GET / HTTP/1.1', 'Host: shop.example', 'User-Agent: badbot/2'], {
      target: '/',
      agent: 'badbot/2',
    }),
    // Go's client sends its own name if there is none.
    'a client without User-Agent': check(['GET / HTTP/1.1', 'Host: shop.example'], {
      target: '/',
      agent: 'Go-http-client/1.1',
    }),
  },
}
