import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'

const files: Readonly<Record<string, string>> = {
  '/etc/haproxy/bad.lst': '# known scanners\n198.51.100.0/24\n\n192.0.2.7\n',
  '/etc/haproxy/paths.map': '/admin block\n/admin/public pass\n/old gone\n',
  '/etc/haproxy/nets.map': '10.0.0.0/8 block\n10.1.0.0/16 pass\n',
}
const included: ReadIncluded = (path) => (files[path] === undefined ? [] : [{ path, text: files[path] }])

function rulesOf(
  lines: readonly string[],
  mode = 'http',
): { readonly rules: string; readonly notes: readonly string[] } {
  const text = `defaults\n  mode ${mode}\nfrontend web\n${lines.map((line) => `  ${line}\n`).join('')}`
  const { text: policy, notes } = importFile('haproxy', text, 'haproxy.cfg', included)
  const rules = policy
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .trim()
  return { rules, notes: notes.map(({ line, message }) => `${line}: ${message}`) }
}

describe('an imported HAProxy configuration', () => {
  it('keeps the alternatives that have an equivalent, and names the others', () => {
    const { rules, notes } = rulesOf([
      'acl bad hdr_reg(user-agent) -i ahrefsbot|mj12bot|bot[0-9]+x|bot[01]+|semrush',
      'acl bad lua.check',
      'http-request deny if bad || { path_beg /private }',
    ])
    expect(rules).toBe(
      'bots agents = ahrefsbot, mj12bot, bot0, bot1, semrush\npaths match exactly\n\nblock bot in agents or path starts with "/private"  reply 403',
    )
    expect(notes.slice(0, 3)).toEqual([
      '6: HAProxy compares paths as they are sent; a policy compares them after escapes are decoded and repeated slashes joined',
      '6: http-request deny: the alternative bot[0-9]+x of the pattern has no equivalent',
      '6: http-request deny: acl bad in line 5: lua.check has no equivalent',
    ])
  })

  it('does not import a rule of which a required part is unknown', () => {
    const { rules, notes } = rulesOf([
      'http-request deny if { path /a } { ssl_c_verify 0 }',
      'http-request deny unless { lua.human }',
    ])
    expect(rules).not.toContain('block')
    expect(notes.at(-1)).toContain('no access rules')
    expect(notes).toContain('5: http-request deny is not imported: lua.human has no equivalent')
  })

  it('reads files of patterns and maps if they exist, and says if they do not', () => {
    const { rules, notes } = rulesOf([
      'http-request deny if { src -f /etc/haproxy/bad.lst }',
      'http-request deny if { path,map_beg(/etc/haproxy/paths.map,pass) -m str block }',
      'http-request deny if { src,map_ip(/etc/haproxy/nets.map) -m str block }',
      'http-request deny if { src -f /etc/haproxy/missing.lst }',
    ])
    expect(rules.split('\n').slice(2)).toEqual([
      'block ip in 198.51.100.0/24, 192.0.2.7  reply 403',
      'block path starts with "/admin" and not path starts with "/admin/public"  reply 403',
      'block ip in 10.0.0.0/8 and ip not in 10.1.0.0/16  reply 403',
    ])
    expect(notes).toContain(
      '7: http-request deny is not imported: src -f /etc/haproxy/missing.lst: the file /etc/haproxy/missing.lst could not be read',
    )
  })

  it('turns request rates into limits, for the requests that are tracked', () => {
    const { rules } = rulesOf([
      'stick-table type ip size 100k expire 1m store http_req_rate(1m),gpc0',
      'acl office src 203.0.113.0/24',
      'http-request allow if office',
      'http-request track-sc0 src,ipmask(24,64) if { method POST }',
      'http-request deny deny_status 429 if { sc_http_req_rate(0) ge 11 }',
      'http-request deny if { sc0_get_gpc0 gt 3 }',
    ])
    expect(rules).toBe(
      'limit 10 per minute per network(24, 64)\n  when ip not in 203.0.113.0/24 and method in POST\n  unless ip in 203.0.113.0/24\n  reply 429\n  including refused',
    )
  })

  it('takes the address of the client from a header only of trusted peers', () => {
    const source = 'http-request set-src hdr_ip(x-forwarded-for)'
    const deny = 'http-request deny if { src 192.0.2.1 }'
    expect(rulesOf([`${source} if { src 10.0.0.0/8 }`, deny]).rules).toBe(
      'client ip from x-forwarded-for trusting 10.0.0.0/8\n\nblock ip in 192.0.2.1  reply 403',
    )
    expect(rulesOf([deny, `${source} if { src 10.0.0.0/8 }`]).rules).toContain('block peer in 192.0.2.1')
    const all = rulesOf([source, deny])
    expect(all.rules).not.toContain('client ip')
    expect(all.notes[0]).toContain('write `client ip from … trusting …` with the addresses of your proxies')
  })

  it('does not compare what an earlier rule has changed', () => {
    const { rules, notes } = rulesOf(['http-request set-path /x%[path]', 'http-request deny if { path_beg /admin }'])
    expect(rules).toBe('')
    expect(notes[0]).toBe('5: http-request deny is not imported: path_beg /admin: line 4 (set-path) changed it before')
  })

  it('imports the frontend that serves, and names the rules of others', () => {
    const text = `defaults
  mode http
frontend plain
  bind :80
  http-request redirect scheme https
frontend tls
  bind :443 ssl crt /x.pem
  http-request deny if { src 192.0.2.1 }
listen stats
  bind :8404
  http-request deny unless { src 127.0.0.1 }
listen mail
  mode tcp
  tcp-request connection reject if { src 192.0.2.9 }
`
    const { text: policy, notes } = importFile('haproxy', text, 'x')
    expect(policy).toContain('block ip in 192.0.2.1')
    expect(policy).not.toMatch(/^block .*(127|192\.0\.2\.9)/m)
    expect(notes.map(({ line }) => line)).toEqual([11, 12])
  })

  it('reads words as HAProxy does', () => {
    const { rules } = rulesOf([
      `acl one path_reg "\\.(git|svn)/" # comment`,
      'acl two path /with\\ blank',
      'acl three hdr(x-a) \'it "is"\'',
      'http-request deny if one or two or three',
    ])
    expect(rules).toContain('path contains ".git/"\n    or path contains ".svn/"')
    expect(rules).toContain('path == "/with blank"')
    expect(rules).toContain('header("x-a") == "it \\"is\\""')
  })

  it('compares paths without regard to case if the configuration always does', () => {
    expect(rulesOf(['http-request deny if { path_beg -i /admin }']).rules).toBe(
      'block path starts with "/admin"  reply 403',
    )
    expect(rulesOf(['http-request deny if { path_beg /Admin }']).rules).toContain('paths match exactly')
  })
})
