import { isForwardedList } from './forwarded-list.ts'
import type { Evidence, LogFormat } from './line-reader.ts'
import { parseNginxPattern } from './parse-nginx-pattern.ts'
import { formatOf } from './parse-pattern.ts'
import type { LogRecord } from '../log-record.ts'

const request = '$remote_user [$time_local] "$request" $status $body_bytes_sent'
const agent = '"$http_referer" "$http_user_agent"'
const forwarded = '$http_x_forwarded_for'

/** The names of these formats; those that read more of a line come first. */
export const patternFormatNames = [
  'combined-vhost-forwarded',
  'combined-forwarded',
  'combined-forwarded-second',
  'combined-forwarded-first',
  'combined-forwarded-quoted',
  'combined-vhost-forwarded-only',
  'combined-forwarded-only',
  'combined-vhost',
  'lighttpd',
  'combined',
  'common-forwarded',
  'common-forwarded-first',
  'common-forwarded-only',
  'common-vhost',
  'common',
  'alb',
  'elb-classic',
  's3',
  'istio',
  'envoy',
  'nginx-proxy-manager',
  'nginx-proxy-manager-static',
  'php-fpm',
] as const

/** The name of a format with a layout. */
export type PatternFormatName = (typeof patternFormatNames)[number]

/** The layouts of text formats, in nginx's syntax. Lines may have further columns. */
const layouts: Readonly<Record<PatternFormatName, string>> = {
  'combined-forwarded': `$remote_addr $ident ${request} ${agent} "${forwarded}"`,
  'combined-vhost-forwarded': `$host $remote_addr $ident ${request} ${agent} "${forwarded}"`,
  'combined-vhost-forwarded-only': `$host ${forwarded} $ident ${request} ${agent}`,
  'combined-forwarded-second': `$remote_addr ${forwarded} $ident ${request} ${agent}`,
  'combined-forwarded-quoted': `"${forwarded}" $remote_addr $ident ${request} ${agent}`,
  'common-forwarded': `$remote_addr $ident ${request} "${forwarded}"`,
  'combined-forwarded-first': `${forwarded} $remote_addr $ident ${request} ${agent}`,
  'combined-forwarded-only': `${forwarded} $ident ${request} ${agent}`,
  'combined-vhost': `$host $remote_addr $ident ${request} ${agent}`,
  lighttpd: `$remote_addr $host ${request} ${agent}`,
  combined: `$remote_addr $ident ${request} ${agent}`,
  'common-forwarded-first': `${forwarded} $remote_addr $ident ${request}`,
  'common-forwarded-only': `${forwarded} $ident ${request}`,
  'common-vhost': `$host $remote_addr $ident ${request}`,
  common: `$remote_addr $ident ${request}`,
  alb: '$type $time_iso8601 $elb $remote_addr:$remote_port $target $wait $work $answer $status $upstream $in $out "$request" "$http_user_agent"',
  'elb-classic':
    '$time_iso8601 $elb $remote_addr:$remote_port $backend $wait $work $answer $status $upstream $in $out "$request" "$http_user_agent"',
  s3: '$owner $bucket [$time_local] $remote_addr $requester $id $operation $key "$request" $status $error $sent $size $time $turnaround "$http_referer" "$http_user_agent"',
  istio: `[$time_iso8601] "$request" $status $flags $details $termination "$failure" $in $out $time $upstream "${forwarded}" "$http_user_agent" "$id" "$http_host" "$server" $cluster $local $downstream $remote_addr:$remote_port`,
  envoy: `[$time_iso8601] "$request" $status $flags $in $out $time $upstream "${forwarded}" "$http_user_agent" "$id" "$http_host" "$server"`,
  'nginx-proxy-manager':
    '[$time_local] $cache $upstream $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $sent] [Gzip $ratio] [Sent-to $server] "$http_user_agent" "$http_referer"',
  'nginx-proxy-manager-static':
    '[$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $sent] [Gzip $ratio] "$http_user_agent" "$http_referer"',
  'php-fpm': '$remote_addr - $remote_user $time_local "$request" $status',
}

const evidence: { readonly [Name in PatternFormatName]?: Evidence } = {
  'combined-forwarded': { headers: ['x-forwarded-for'], of: isForwarded },
  'combined-vhost-forwarded': {
    headers: ['x-forwarded-for'],
    of: (record) => isHost(record) === true && isForwarded(record),
  },
  'combined-vhost-forwarded-only': { headers: [], of: (record) => isHost(record) === true && isListOfSeveral(record) },
  'combined-forwarded-second': { headers: ['x-forwarded-for'], of: hasListOfSeveral },
  'combined-forwarded-quoted': { headers: ['x-forwarded-for'], of: isForwarded },
  'common-forwarded': { headers: ['x-forwarded-for'], of: isForwarded },
  'combined-forwarded-first': { headers: ['x-forwarded-for'], of: isForwarded },
  'common-forwarded-first': { headers: ['x-forwarded-for'], of: isForwarded },
  'combined-forwarded-only': { headers: [], of: isListOfSeveral },
  'common-forwarded-only': { headers: [], of: isListOfSeveral },
  'combined-vhost': { headers: [], of: isHost },
  'common-vhost': { headers: [], of: isHost },
  lighttpd: { headers: [], of: ({ host }) => (host === undefined ? undefined : /[.:]|^localhost$/.test(host)) },
}

/** Returns the format with this name. */
export function patternFormat(name: PatternFormatName): LogFormat {
  const own = evidence[name]
  const format = formatOf(name, parseNginxPattern(layouts[name], true))
  if (name !== 'combined-forwarded') return own === undefined ? format : { ...format, evidence: own }
  const combined = patternFormat('combined')
  return {
    ...format,
    evidence: own!,
    // WHY: lines of `combined` are read in half the time.
    open: (headers, zone, receivedMs) =>
      (headers.has('x-forwarded-for') ? format : combined).open(headers, zone, receivedMs),
  }
}

/** An address or a list in front of the client could also be the name of a host, and the field after the agent anything. */
function isForwarded({ headers }: LogRecord): boolean | undefined {
  const at = headers.indexOf('x-forwarded-for')
  const list = headers[at + 1]!
  return at < 0 ? undefined : isForwardedList(list) && !isNameWithPort(list)
}

/** Whether a single address has a port that clients do not connect from: `10.0.0.1:443` is the name of a host. */
function isNameWithPort(list: string): boolean {
  return !list.includes(',') && /[.\]]/.test(list) && /:(?:\d{2,3}|8080|8443)$/.test(list.slice(-6))
}

/** What is in front of the client could also be a timestamp, or the name of a container. */
function isHost({ host }: LogRecord): boolean | undefined {
  return host === undefined ? undefined : /^(?:[\w.*-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)
}

/** The order of two single addresses cannot be detected, and rarely matters. */
function hasListOfSeveral({ headers }: LogRecord): boolean | undefined {
  const list = headers[headers.indexOf('x-forwarded-for') + 1]
  return list?.includes(',') === true ? isForwardedList(list) : undefined
}

/** A single address in front of a line is that of the client. */
function isListOfSeveral({ forwarded: list }: LogRecord): boolean | undefined {
  return list?.includes(',') === true ? true : undefined
}
