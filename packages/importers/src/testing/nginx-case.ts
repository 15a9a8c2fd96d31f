/** One request of a comparison. */
export interface NginxProbe {
  readonly target: string
  readonly method?: string
  readonly host?: string
  /** The address of the client. */
  readonly ip?: string
  readonly agent?: string
  readonly headers?: readonly (readonly [string, string])[]
}

/** A configuration that is imported, and that the server runs. */
export interface NginxCase {
  readonly name: string
  /** Directives of `http`, such as maps and zones. Names of variables and zones end with `__`. */
  readonly http: string
  /** Server blocks that listen on 80 or 443; requests go to 443 if one of them listens there. */
  readonly servers: string
  /** Sent in this order. */
  readonly probes: readonly NginxProbe[]
}

/**
 * The answer to a probe: refused with a status (444: the connection was closed), or admitted. `isToFolder`: nginx sends the client to the same
 * path with a final slash.
 */
export type NginxAnswer =
  | { readonly kind: 'admitted'; readonly isToFolder: boolean }
  | { readonly kind: 'refused'; readonly status: number }

/** The directives that let a header name the address of the client. */
const realIp = 'set_real_ip_from 127.0.0.0/8;\nreal_ip_header X-Real-IP;\n'

/** Returns the text that is imported. Lines of the case keep their order. */
export function importedText({ http, servers }: NginxCase): string {
  return `${http}\n${servers}\n${servers.includes('real_ip_header') ? '' : realIp}`
    .replaceAll('__', '')
    .replace(/^\n/, '')
}

/** The headers of a probe, in order. */
export function headersOf({
  host = 'a.example',
  ip,
  agent,
  headers = [],
}: NginxProbe): readonly (readonly [string, string])[] {
  return [
    ['Host', host],
    ...(ip === undefined ? [] : ([['X-Real-IP', ip]] as const)),
    ...(agent === undefined ? [] : ([['User-Agent', agent]] as const)),
    ...headers,
  ]
}

/** Returns the configuration of one nginx for all cases: each one has its own address of the loopback network. */
export function serverText(cases: readonly NginxCase[], ports: readonly [number, number], folder: string): string {
  const blocks = cases.map(({ http, servers }, index) => {
    const own = `${http}\n${servers}`.replaceAll('__', `__${index}`)
    return onLoopback(own, addressOf(index), ports)
  })
  return `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log crit;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join('\n  ')}
  variables_hash_max_size 65536;
  map_hash_bucket_size 512;
  server_names_hash_bucket_size 512;
  proxy_http_version 1.0;
  ${realIp}
  upstream app { server unix:${folder}/app.sock; }
  server { listen unix:${folder}/app.sock; location / { return 200 "ok"; } }
  server { listen 127.0.0.1:${ports[0]}; location / { return 200 "ready"; } }
${blocks.join('\n')}
}
`
}

/** The loopback address of a case. */
export function addressOf(index: number): string {
  return `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`
}

/** Returns a configuration that listens on two ports of one address, and that passes all requests on to one application. */
function onLoopback(text: string, address: string, [plain, tls]: readonly [number, number]): string {
  return text
    .replaceAll(/\blisten (80|443)\b([^;]*);/g, (_, port: string, options: string) => {
      const isDefault = options.includes('default_server') ? ' default_server' : ''
      return `listen ${address}:${port === '80' ? plain : tls}${isDefault};`
    })
    .replaceAll(/\blisten 127\.0\.0\.1:8080;/g, `listen unix:app-${address}.sock;`)
    .replaceAll(/\bupstream \w+ \{[^}]*\}/g, '')
    .replaceAll(/\b(?:proxy|fastcgi)_pass [^;]+;/g, 'proxy_pass http://app;')
    .replaceAll(/\broot [^;]+;/g, 'root html;')
}
