const received = '2026-11-18T10:00:03.123456789Z'

/** How collectors of logs write a line (one character per octet), by the name in a report and what distinguishes several ways. */
export const wrapLine: Readonly<Record<string, (line: string) => string>> = {
  Docker: (line) => `{"log":${quoted(`${line}\n`)},"stream":"stdout","time":"${received}"}`,
  cri: (line) => `${received} stdout F ${line}`,
  'syslog, RFC 3164': (line) => `Nov 18 10:00:03 web1 nginx: ${line}`,
  'syslog, RFC 3164 with priority': (line) => `<190>Nov  8 10:00:03 web1 nginx[1234]: ${line}`,
  'syslog, RFC 5424': (line) => `<190>1 ${received} web1 nginx 1234 - [meta a="b]\\"c"][x] ${line}`,
  'syslog, RFC 5424 without data': (line) => `<190>1 ${received} web1 nginx - access - ${line}`,
  'syslog, rsyslog': (line) => `2026-11-18T10:00:03.123456+00:00 web1 nginx: ${line}`,
  'syslog, journald short-iso': (line) => `2026-11-18T10:00:03+0000 web1 nginx[1234]: ${line}`,
  'syslog, journald short-full': (line) => `Wed 2026-11-18 10:00:03 UTC web1 nginx[1234]: ${line}`,
  'syslog, Heroku': (line) => `2026-11-18T10:00:03.123456+00:00 app[web.1]: ${line}`,
  journald: (line) =>
    `{"__REALTIME_TIMESTAMP":"1794996003123456","SYSLOG_IDENTIFIER":"nginx","MESSAGE":${quoted(line)},"_PID":"12"}`,
  'journald, octets': (line) =>
    `{"__REALTIME_TIMESTAMP":"1794996003123456","MESSAGE":[${Array.from({ length: line.length }, (_, at) => line.charCodeAt(at)).join(',')}]}`,
  compose: (line) => `web-1  | ${line}`,
  'compose, in colour': (line) => `\u001b[36mweb-1  |\u001b[0m ${line}`,
  console: (line) => `2026/11/18 10:00:03.123\tINFO\thttp.log.access\thandled request\t${line}`,
  kubectl: (line) => `[pod/web-7d9f/nginx] ${line}`,
  timestamps: (line) => `${received} ${line}`,
  JSON: (line) => `{"@timestamp":"${received}","message":${quoted(line)},"host":{"name":"web1"}}`,
}

/** Writes a JSON string as Go does, which also escapes `<`, `>` and `&`. */
function quoted(line: string): string {
  const text = Buffer.from(line, 'latin1').toString('utf8')
  const escaped = JSON.stringify(text).replaceAll(
    /[<>&é]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(escaped, 'utf8').toString('latin1')
}
