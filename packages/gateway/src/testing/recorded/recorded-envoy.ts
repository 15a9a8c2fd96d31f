import type { RecordedCheck, RecordedProxy } from './recorded-proxy.ts'

// Written from Envoy 1.30: RawHttpClientImpl::check and ::toResponse in source/extensions/filters/common/ext_authz/ext_authz_http_impl.cc (5xx is a
// failure, exactly 200 a success), Filter::onComplete in source/extensions/filters/http/ext_authz/ext_authz.cc (fields of refusals, failure_mode_allow,
// status_on_error), AsyncStreamImpl::sendHeaders in source/common/http/async_client_impl.cc (x-envoy-internal) and the router
// (x-envoy-expected-rq-timeout-ms). Since 1.28, the address of Envoy itself is not appended to x-forwarded-for
// (envoy.reloadable_features.ext_authz_http_send_original_xff). The filter is that of our recipe.

/** Names that `allowed_headers` of the recipe lets through, in addition to method, path, host and authorization. */
type Allowed = 'accept' | 'cookie' | 'user-agent'

interface Described {
  readonly method?: string
  readonly target: string
  readonly host?: string
  readonly fields?: Readonly<Partial<Record<Allowed, string>>>
  /** What the client sent before Envoy appended its peer. */
  readonly forwardedFor?: string
}

function check(
  client: readonly string[],
  { method = 'GET', target, host = 'shop.example', fields = usualFields, forwardedFor }: Described,
): RecordedCheck {
  return {
    client,
    check: [
      `${method} /authz/ext-authz${target} HTTP/1.1`,
      `host: ${host}`,
      'content-length: 0',
      ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
      `x-forwarded-for: ${forwardedFor === undefined ? '' : `${forwardedFor},`}192.0.2.1`,
      'x-forwarded-proto: http',
      `x-request-id: 8d0cb9cc-8a5d-4b0e-9c6b-${String(++made).padStart(12, '0')}`,
      'x-envoy-internal: true',
      'x-envoy-expected-rq-timeout-ms: 250',
    ],
  }
}

/** Number of ids so far: Envoy makes one for each request. */
let made = 0
const usual = ['Host: shop.example', 'User-Agent: curl/8.5.0', 'Accept: */*']
const usualFields = { accept: '*/*', 'user-agent': 'curl/8.5.0' }
const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: a2V5']
/** Envoy drops all of these that are not in `allowed_headers`, and makes an id of its own. */
const forged = [
  'X-Forwarded-For: 198.51.100.1',
  'X-Real-IP: 198.51.100.1',
  'X-Original-URI: /',
  'X-Forwarded-Uri: /',
  'X-Tidegate-Request: f00',
  'X-Tidegate-Probe: f00.pass',
  'X-Request-Id: f00',
  'X-Envoy-Internal: true',
]

/** Envoy 1.30 or newer with our filter and `use_remote_address: true`. */
export const recordedEnvoy: RecordedProxy = {
  name: 'envoy',
  treat: (answer, whenAway) => {
    if (answer === undefined || answer.status >= 500) {
      return whenAway === 'admit'
        ? { kind: 'admitted', replyFields: {} }
        : { kind: 'answered', status: 503, fields: {}, body: '' }
    }
    const { status, fields, body } = answer
    if (status !== 200) {
      // `allowed_client_headers` is not set: everything except `host` is copied.
      const copied = Object.entries(fields).filter(([name]) => name !== 'host')
      return { kind: 'answered', status, fields: Object.fromEntries(copied), body }
    }
    const added = Object.entries(fields).filter(([name]) => name.startsWith('ratelimit'))
    return { kind: 'admitted', replyFields: Object.fromEntries(added) }
  },
  checks: {
    'a POST with a body': check(['POST /a%2Fb/c?x=%20&y HTTP/1.1', ...usual, 'Content-Length: 8'], {
      method: 'POST',
      target: '/a%2Fb/c?x=%20&y',
    }),
    'a path that is blocked': check(['GET /admin/users HTTP/1.1', ...usual], { target: '/admin/users' }),
    'a HEAD for a path that is gone': check(['HEAD /gone/x HTTP/1.1', ...usual], { method: 'HEAD', target: '/gone/x' }),
    'a client that prefers JSON': check(['GET /gone/x HTTP/1.1', ...usual.slice(0, 2), 'Accept: application/json'], {
      target: '/gone/x',
      fields: { accept: 'application/json', 'user-agent': 'curl/8.5.0' },
    }),
    'a POST that is refused': check(['POST /gone/x HTTP/1.1', ...usual, 'Content-Length: 100000'], {
      method: 'POST',
      target: '/gone/x',
    }),
    'a WebSocket': check(['GET /ws HTTP/1.1', ...usual, ...upgrade], { target: '/ws' }),
    'a WebSocket that is refused': check(['GET /gone/ws HTTP/1.1', ...usual, ...upgrade], { target: '/gone/ws' }),
    'forged fields': check(['GET / HTTP/1.1', ...usual, ...forged], { target: '/', forwardedFor: '198.51.100.1' }),
    'forged fields for a path that is gone': check(['GET /gone/x HTTP/1.1', ...usual, ...forged], {
      target: '/gone/x',
      forwardedFor: '198.51.100.1',
    }),
    'a limited path': check(['GET /three/x HTTP/1.1', ...usual], { target: '/three/x' }),
    // Envoy changes no path, unless `normalize_path` is set.
    'another spelling of a blocked path': check(['GET /%61dmin/x HTTP/1.1', ...usual], { target: '/%61dmin/x' }),
    'an encoded slash': check(['GET /admin%2Fx HTTP/1.1', ...usual], { target: '/admin%2Fx' }),
    'two slashes': check(['GET //admin/y HTTP/1.1', ...usual], { target: '//admin/y' }),
    'an unknown host': check(['GET / HTTP/1.1', 'Host: other.example', ...usual.slice(1)], {
      target: '/',
      host: 'other.example',
    }),
    'a bad bot': check(['GET / HTTP/1.1', 'Host: shop.example', 'User-Agent: badbot/2'], {
      target: '/',
      fields: { 'user-agent': 'badbot/2' },
    }),
    'a client without User-Agent': check(['GET / HTTP/1.1', 'Host: shop.example'], { target: '/', fields: {} }),
  },
}
