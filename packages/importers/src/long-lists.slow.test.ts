import { sizeUpTo } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { type ConfigKind, importFile } from './import-file.ts'
import type { ReadIncluded } from './included-files.ts'
import { gateOfImport, outcomeOf } from './testing/gate-of-import.ts'

const count = sizeUpTo(10_000, 1 / 20)
const last = count - 1

function address(index: number): string {
  return `10.${index % 7}.${(index >> 8) & 255}.${index & 255}`
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n')
}

const frontend = 'frontend f\n mode http\n bind :80\n'

/** An export of Cloudflare in which a list has many items. */
function exportOf(rules: readonly object[], more: readonly object[] = []): string {
  return JSON.stringify({ result: [...more, { phase: 'http_request_firewall_custom', rules }] })
}

function itemsOf(count: number): readonly { readonly ip: string }[] {
  return Array.from({ length: count }, (_, index) => ({ ip: address(index) }))
}

/** Configurations with `count` entries, the last of which refuses the last address. */
const configurations: readonly (readonly [name: string, kind: ConfigKind, write: (count: number) => string])[] = [
  [
    'refusals of HAProxy',
    'haproxy',
    (count) => frontend + lines(count, (index) => ` http-request deny if { src ${address(index)} }`),
  ],
  [
    'lines of one ACL of HAProxy',
    'haproxy',
    (count) => `${frontend}${lines(count, (index) => ` acl bad src ${address(index)}`)}\n http-request deny if bad`,
  ],
  [
    'ACLs of HAProxy',
    'haproxy',
    (count) =>
      frontend + lines(count, (index) => ` acl bad${index} src ${address(index)}\n http-request deny if bad${index}`),
  ],
  [
    'exceptions of HAProxy',
    'haproxy',
    (count) =>
      `${frontend}${lines(count, (index) => ` http-request allow if { path /p${index} }`)}\n http-request deny if { src 10.0.0.0/8 }`,
  ],
  [
    'lines of a matcher of Caddy',
    'caddy',
    (count) =>
      `a.example {\n @bad {\n${lines(count, (index) => `  remote_ip ${address(index)}`)}\n }\n respond @bad 403\n}`,
  ],
  [
    'matchers of Caddy',
    'caddy',
    (count) =>
      `a.example {\n${lines(count, (index) => ` @m${index} remote_ip ${address(index)}\n respond @m${index} 403`)}\n}`,
  ],
  [
    'sites of Caddy',
    'caddy',
    (count) =>
      `${lines(count, (index) => `s${index}.example {\n respond /x 403\n}`)}\na.example {\n @bad remote_ip 10.0.0.0/8\n respond @bad 403\n}`,
  ],
  [
    'items of a list of Cloudflare',
    'cloudflare',
    (count) => exportOf([{ action: 'block', expression: 'ip.src in $bad' }], [{ name: 'bad', items: itemsOf(count) }]),
  ],
  [
    'rules of Cloudflare',
    'cloudflare',
    (count) => exportOf(itemsOf(count).map(({ ip }) => ({ action: 'block', expression: `ip.src eq ${ip}` }))),
  ],
  [
    'rules of Cloudflare without a ruleset',
    'cloudflare',
    (count) =>
      JSON.stringify({ result: itemsOf(count).map(({ ip }) => ({ action: 'block', expression: `ip.src eq ${ip}` })) }),
  ],
  [
    'access rules of Cloudflare',
    'cloudflare',
    (count) =>
      JSON.stringify({
        result: itemsOf(count).map(({ ip }, index) => ({
          mode: index < count - 1 ? 'whitelist' : 'block',
          configuration: { target: 'ip', value: ip },
        })),
      }),
  ],
  [
    'uses of a backend of HAProxy',
    'haproxy',
    (count) =>
      `${frontend}${lines(count, (index) => ` use_backend b if { path_beg /p${index} }`)}\n default_backend c\nbackend b\n http-request deny if { path / }\nbackend c\n http-request deny if { src 10.0.0.0/8 }`,
  ],
]

describe('a long configuration', () => {
  it.each(configurations)('may have thousands of %s', (_, kind, write) => {
    const gate = gateOfImport(kind, write(count))
    expect(outcomeOf(gate, address(last))).toBe('block 403')
    expect(outcomeOf(gate, '198.51.100.7')).toBe('pass')
  })

  it.each(configurations)('becomes a policy of a length that grows with it: %s', (_, kind, write) => {
    const lengthOf = (size: number): number => importFile(kind, write(size), 'x').text.length
    expect(lengthOf(200) / lengthOf(100)).toBeLessThan(2.3)
  })

  it('may have a map of thousands of networks, of which the longest decides', () => {
    const map = `10.0.0.0/8 block\n${lines(count, (index) => `${address(index)} ${index % 2 === 0 ? 'pass' : 'block'}`)}`
    const text = `${frontend} http-request deny if { src,map_ip(a.map) -m str block }`
    const gate = gateOfImport('haproxy', text, () => [{ path: 'a.map', text: map }])
    expect(outcomeOf(gate, address(last))).toBe(last % 2 === 0 ? 'pass' : 'block 403')
    expect(outcomeOf(gate, address(last - 1))).toBe(last % 2 === 0 ? 'block 403' : 'pass')
    expect(outcomeOf(gate, '10.200.0.1')).toBe('block 403')
    expect(outcomeOf(gate, '198.51.100.7')).toBe('pass')
  })

  it('reads a list once, however many rules use it', () => {
    const rules = Array.from({ length: 50 }, (_, index) => ({
      action: 'block',
      expression: `ip.src in $bad and http.request.uri.path eq "/p${index}"`,
    }))
    let read = 0
    const included: ReadIncluded = () => {
      read += 1
      return [{ path: 'bad.json', text: JSON.stringify(itemsOf(count)) }]
    }
    const gate = gateOfImport('cloudflare', exportOf(rules), included)
    expect(read).toBe(1)
    expect(outcomeOf(gate, address(last), '/p49')).toBe('block 403')
    expect(outcomeOf(gate, address(last), '/')).toBe('pass')
  })
})
