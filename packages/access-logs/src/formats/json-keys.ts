import { headerField, type Field } from './field.ts'

/**
 * The names of a JSON log's fields: names of nested fields are joined by dots. The first of a field's names that is present is
 * used.
 */
export interface JsonKeys {
  readonly field: Field
  readonly names: readonly string[]
}

/**
 * The known names: nginx's variables, Caddy, Traefik, Apache and IIS as log shippers name them, the Elastic common schema,
 * Google's load balancer, and common Node loggers.
 */
export const knownJsonKeys: readonly JsonKeys[] = [
  {
    field: { kind: 'client' },
    names: [
      'client_ip',
      'request.client_ip',
      'remote_addr',
      'request.remote_ip',
      'remote_ip',
      'request.remote_addr',
      'ClientHost',
      'ClientAddr',
      'clientip',
      'clientIp',
      'client.ip',
      'source.ip',
      'httpRequest.remoteIp',
      'remoteAddress',
      'remote_address',
      'req.remoteAddress',
      'c-ip',
      'remote',
      'client',
      'ip',
    ],
  },
  {
    field: { kind: 'time' },
    names: [
      'msec',
      'time_iso8601',
      'time_local',
      'StartUTC',
      '@timestamp',
      'timestamp',
      'time',
      'ts',
      'StartLocal',
      'datetime',
      'date',
    ],
  },
  { field: { kind: 'request' }, names: ['request', 'request_line'] },
  {
    field: { kind: 'method' },
    names: [
      'request_method',
      'RequestMethod',
      'request.method',
      'http.request.method',
      'httpRequest.requestMethod',
      'req.method',
      'method',
      'cs-method',
      'verb',
    ],
  },
  {
    field: { kind: 'target' },
    names: [
      'request_uri',
      'RequestPath',
      'request.uri',
      'url.original',
      'url.path',
      'httpRequest.requestUrl',
      'req.url',
      'uri',
      'url',
      'target',
      'request_path',
      'path',
    ],
  },
  { field: { kind: 'query' }, names: ['query_string', 'args', 'url.query', 'query'] },
  {
    field: { kind: 'status' },
    names: [
      'status',
      'DownstreamStatus',
      'http.response.status_code',
      'httpRequest.status',
      'res.statusCode',
      'status_code',
      'statusCode',
      'sc-status',
      'response',
      'code',
    ],
  },
  {
    field: { kind: 'user' },
    names: ['remote_user', 'ClientUsername', 'user_id', 'user.name', 'user.id', 'userId', 'user', 'auth'],
  },
  {
    field: { kind: 'host' },
    names: ['http_host', 'RequestHost', 'request.host', 'url.domain', 'host', 'vhost', 'server_name'],
  },
  {
    field: headerField('user-agent'),
    names: [
      'http_user_agent',
      'request_User-Agent',
      'request.headers.User-Agent',
      'user_agent.original',
      'httpRequest.userAgent',
      'req.headers.user-agent',
      'user_agent',
      'userAgent',
      'useragent',
      'agent',
    ],
  },
  {
    field: headerField('referer'),
    names: [
      'http_referer',
      'http_referrer',
      'request_Referer',
      'request.headers.Referer',
      'http.request.referrer',
      'httpRequest.referer',
      'req.headers.referer',
      'referer',
      'referrer',
    ],
  },
]

const fieldsByName: Readonly<Record<string, Field>> = {
  client: { kind: 'client' },
  time: { kind: 'time' },
  request: { kind: 'request' },
  method: { kind: 'method' },
  target: { kind: 'target' },
  query: { kind: 'query' },
  status: { kind: 'status' },
  user: { kind: 'user' },
  host: { kind: 'host' },
  agent: headerField('user-agent'),
  referer: headerField('referer'),
}

/** The names of the fields that `--json-keys` can set. */
export const jsonFieldNames: readonly string[] = Object.keys(fieldsByName)

/**
 * Returns the names of `--json-keys "client=cip,time=t,header.x-api-key=key"` followed by the known names. Returns an error
 * message if the text is invalid.
 */
export function jsonKeysWith(written: string): readonly JsonKeys[] | string {
  const own: JsonKeys[] = []
  for (const entry of written.split(',')) {
    const at = entry.indexOf('=')
    const name = entry.slice(0, at).trim()
    const key = entry.slice(at + 1).trim()
    if (at < 1 || key === '') return `\`${entry.trim()}\` is not field=key`
    const field = name.startsWith('header.')
      ? headerField(name.slice(7))
      : Object.hasOwn(fieldsByName, name)
        ? fieldsByName[name]!
        : undefined
    if (field === undefined) return `\`${name}\` is not a field; use one of ${jsonFieldNames.join(', ')} or header.NAME`
    own.push({ field, names: [key] })
  }
  const rest = knownJsonKeys.map((known) => {
    const first = own.find(({ field }) => sameField(field, known.field))
    return first === undefined ? known : { field: known.field, names: [...first.names, ...known.names] }
  })
  return [...rest, ...own.filter(({ field }) => !rest.some((known) => sameField(field, known.field)))]
}

function sameField(x: Field, y: Field): boolean {
  return x.kind === y.kind && (x.kind !== 'header' || y.kind !== 'header' || x.name === y.name)
}
