import type { LineTemplate } from './line-template.ts'

/** Lines of text logs as they are documented, by the title in the catalogue of formats; see `LineTemplate` for the parts in braces. */
export const textSamples: Readonly<Record<string, LineTemplate>> = {
  'Apache `common`': { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512' },
  'Apache `combined` and `combinedio`': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}" 310 812',
  },
  'Apache `vhost_combined`': {
    line: '{host}:443 {ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'Apache `vhost_common`, and `VCOMMON` of log analysers': {
    line: '{host}:80 {ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512',
  },
  'Apache with `%{X-Forwarded-For}i` in front of `%h`': {
    line: '{forwarded} {ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'Apache `common` with `%{X-Forwarded-For}i` in front of `%h`': {
    line: '{forwarded} {ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512',
  },
  'Apache with `%{X-Forwarded-For}i` in place of `%h`': {
    line: '{list} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'Apache `common` with `%{X-Forwarded-For}i` in place of `%h`': {
    line: '{list} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512',
  },
  'Apache with `%{X-Forwarded-For}i` after `%h`': {
    line: '{ip} {forwarded} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'Apache with `%{X-Forwarded-For}i` in quotes in front of `%h`': {
    line: '"{forwarded}" {ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'Apache `common` with `%{X-Forwarded-For}i` in quotes at the end': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{forwarded}"',
  },
  'Apache `vhost_combined` with `%{X-Forwarded-For}i` in quotes at the end': {
    line: '{host}:443 {ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}" "{forwarded}"',
  },
  'Apache `vhost_combined` with `%{X-Forwarded-For}i` in place of `%h`': {
    line: '{host}:443 {list} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'nginx `combined`': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/2.0" {status} 512 "{referer}" "{agent}"',
  },
  'nginx `main`, as its packages configure it': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}" "{forwarded}"',
  },
  'ingress-nginx `upstreaminfo`': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/2.0" {status} 512 "{referer}" "{agent}" 812 0.004 [shop-web-80] [] 10.1.2.3:8080, 10.1.2.4:8080 0, 512 0.001, 0.003 502, 200 5f7c0d',
  },
  'Nginx Proxy Manager `proxy`': {
    line: '[{clf}] - {status} {status} - {method} https {host} "{target}" [Client {ip}] [Length 512] [Gzip -] [Sent-to 10.0.0.5] "{agent}" "{referer}"',
  },
  'Nginx Proxy Manager `standard`': {
    line: '[{clf}] {status} - {method} https {host} "{target}" [Client {ip}] [Length 512] [Gzip 2.10] "{agent}" "{referer}"',
  },
  lighttpd: {
    line: '{ip} {host} {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'Caddy 1': { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/2.0" {status} 512' },
  'HAProxy with `option httplog` or `httpslog`': {
    line: '{ip}:33317 [{clock-ms}] http-in~ static/srv1 10/0/30/69/109 {status} 2750 - - ---- 1/1/1/1/0 0/0 {203.0.113.9|Mozilla/5.0 (X11)} {} "{method} {target} HTTP/1.1" 0/-/-/-/0 -/TLSv1.3/TLS_AES_128_GCM_SHA256',
    escape: 'haproxy',
  },
  'HAProxy with `option httplog clf`': {
    line: '{ip} - - [{clf}] "{method} {target} HTTP/1.1" {status} 2750 "" "" 33317 655 "http-in" "static" "srv1" 10 0 30 69 109 ---- 1 1 1 1 0 0 0 "" ""',
  },
  'Traefik `common`': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}" 17 "web@docker" "http://10.0.0.5:80" 4ms',
  },
  'Envoy, default text': {
    line: '[{iso}] "{method} {target} HTTP/1.1" {status} - 0 512 4 3 "{list}" "{agent}" "7d2f4c1e" "{host}" "10.0.0.5:80"',
  },
  'Istio, default text': {
    line: '[{iso}] "{method} {target} HTTP/1.1" {status} - via_upstream - "-" 0 512 4 3 "{forwarded}" "{agent}" "7d2f4c1e" "{host}" "10.44.1.27:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 {ip4-port} outbound_.8000_._.web default',
  },
  Kong: {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}" kong_request_id: "0a1b2c"',
  },
  'Varnish (`varnishncsa`)': {
    line: '{ip} - {user} [{clf}] "{method} http://{host}{target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
    isAbsolute: true,
  },
  'Squid `squid`': {
    line: '{epoch}    180 {ip} TCP_MISS/{status} 411 {method} {target} {user} HIER_DIRECT/192.0.2.80 text/html',
  },
  'IIS and W3C extended': {
    head: '#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2026-11-18 10:00:00\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken cs-host\n',
    line: '{date} {clock} 10.0.0.5 {method} {path} {query} 443 {user} {ip} {agent} {referer} {status} 0 0 15 {host}',
    escape: 'plus',
  },
  'IIS without its `#Fields` line': {
    line: '{date} {clock} 10.0.0.5 {method} {path} {query} 443 {user} {ip} {agent} {referer} {status} 0 0 15',
    escape: 'plus',
  },
  'ASP.NET Core W3C logger': {
    head: '#Version: 1.0\n#Start-Date: 2026-11-18 10:00:00\n#Fields: date time c-ip s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status time-taken cs-version cs-host cs(User-Agent) cs(Cookie) cs(Referer)\n',
    line: '{date} {clock} {ip} WEB1 10.0.0.5 5000 {method} {path} {query} {status} 3.5 HTTP/1.1 {host} {agent} - {referer}',
    escape: 'plus',
  },
  'AWS Application Load Balancer': {
    line: 'https {iso} app/lb/50dc6c495c0c9188 {ip-port} 10.0.0.1:80 0.000 0.001 0.000 {status} {status} 34 366 "{method} https://{host}:443{target} HTTP/1.1" "{agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:x "Root=1-58337262" "-" "-" 0 2026-11-18T10:00:00.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"',
    isAbsolute: true,
  },
  'AWS Classic Load Balancer': {
    line: '{iso} my-lb {ip-port} 10.0.0.1:80 0.000073 0.001048 0.000057 {status} {status} 0 29 "{method} https://{host}:443{target} HTTP/1.1" "{agent}" - -',
    isAbsolute: true,
  },
  'AWS CloudFront, standard logs': {
    head: '#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for\n',
    line: '{date}\t{clock}\tFRA50-C1\t392\t{ip}\t{method}\td111111abcdef8.cloudfront.net\t{path}\t{status}\t{referer}\t{agent}\t{query}\t-\tHit\tSOX4xw\t{host}\thttps\t23\t0.001\t-',
    escape: 'percent',
  },
  'AWS CloudFront, real-time logs with all fields': {
    line: '{epoch}\t{ip}\t0.002\t{status}\t392\t{method}\thttps\td111111abcdef8.cloudfront.net\t{target}\t23\tFRA50-C1\tSOX4xw\t{host}\t0.002\tHTTP/2.0\tIPv4\t{agent}\t{referer}\t-\t{query}\tHit\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit',
    escape: 'percent',
  },
  'AWS S3': {
    line: '79a59df900b949e55d96a1e698fb shop-files [{clf}] {ip} - 3E57427F3EXAMPLE REST.GET.OBJECT photos/a.jpg "{method} {target} HTTP/1.1" {status} - 113 113 7 6 "{referer}" "{agent}" - s9lz= SigV4 ECDHE-RSA AuthHeader shop-files.s3.amazonaws.com TLSV1.2 - -',
  },
  'AWS API Gateway in CLF': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 c6af9ac6-7b61',
  },
  'Fastly, default text': { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512' },
  Tomcat: { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512' },
  'Jetty, extended NCSA': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}" 4',
  },
  gunicorn: { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"' },
  uWSGI: {
    line: '[pid: 1234|app: 0|req: 1/1] {ip} () {28 vars in 412 bytes} [{asctime}] {method} {target} => generated 512 bytes in 4 msecs (HTTP/1.1 {status}) 2 headers in 71 bytes (1 switches on core 0)',
  },
  Daphne: { line: '{ip4-port} - - [{clf-short}] "{method} {target}" {status} 512' },
  'Werkzeug, Flask and Python’s `http.server`': {
    line: '{ip} - - [{clf-blank}] "{method} {target} HTTP/1.1" {status} -',
  },
  'Puma and Rack': { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 0.0042' },
  Rails: { line: 'I, [2026-11-18T10:00:00.000000 #1234]  INFO -- : Started {method} "{target}" for {ip} at {rails}' },
  'PHP-FPM': { line: '{ip} -  {clf} "{method} {path}" {status}' },
  'PHP’s built-in server': { line: '[{asctime}] [{ip}]:50123 [{status}]: {method} {target}' },
  Gin: { line: '[GIN] {gin} | {status} |      1.204ms |  {ip} | {method}     "{target}"' },
  'morgan `combined`': {
    line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512 "{referer}" "{agent}"',
  },
  'morgan `common`': { line: '{ip} - {user} [{clf}] "{method} {target} HTTP/1.1" {status} 512' },
  Grafana: {
    line: 'logger=context userId=0 orgId=1 uname= t={iso} level=info msg="Request Completed" method={method} path={path} status={status} remote_addr={ip} time_ms=0 duration=1.1ms size=29 referer= handler=/',
  },
}
