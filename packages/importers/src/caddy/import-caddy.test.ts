import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'

const included: ReadIncluded = (path) =>
  path === 'sites/*' ? [{ path: 'sites/a.caddy', text: 'a.example {\n\trespond /x 403\n\tcrowdsec\n}\n' }] : []

function imported(text: string): { readonly rules: string; readonly notes: readonly string[] } {
  const { text: policy, notes } = importFile('caddy', text, 'Caddyfile', included)
  const rules = policy
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .trim()
  return { rules, notes: notes.map(({ line, file, message }) => `${file ?? ''}${line}: ${message}`) }
}

describe('an imported Caddyfile', () => {
  it('turns rate_limit into limits', () => {
    const { rules, notes } = imported(`{
	order rate_limit before basicauth
}
example.com {
	rate_limit {
		zone api {
			match {
				path /api/*
				method POST
			}
			key {remote_host}
			window 1m30s
			events 20
		}
		zone keys {
			key {http.request.header.X-Key}
			window 1h
			events 100
		}
		zone odd {
			key {vars.x}
			window 1m
			events 1
		}
	}
	reverse_proxy app:80
}
`)
    expect(rules).toBe(`where host == "example.com" {
  limit 20 per 90 seconds per ip exact when path starts with "/api/" and method in POST  reply 429
  limit 100 per hour per header("x-key") when header("x-key") is not empty  reply 429
}`)
    expect(notes).toContain(
      '15: zone keys: requests without header("x-key") are not limited here; Caddy counts them together',
    )
    expect(notes).toContain('20: zone odd is not imported: the key {vars.x} has no equivalent')
  })

  it('reads snippets with arguments, and files, and names the file of what it leaves out', () => {
    const { rules, notes } = imported(`(deny) {
	@{args[0]} path {args[1]}
	respond @{args[0]} 403
}
import sites/*
import nothing
b.example {
	import deny secret /secret/*
}
`)
    expect(rules).toBe(
      'where host == "a.example" {\n  block path == "/x"  reply 403\n}\nwhere host == "b.example" {\n  block path starts with "/secret/"  reply 403\n}',
    )
    expect(notes.slice(0, 2)).toEqual([
      '6: import nothing is not imported: no snippet has this name, and the file could not be read',
      "sites/a.caddy3: crowdsec is not imported: the directive is not one of Caddy's own",
    ])
  })

  it('evaluates directives in Caddy’s order, and within `route` in the order of the file', () => {
    expect(imported('a.example {\n\trespond 404\n\terror /x 410\n\tredir /y /z\n}\n').rules).toBe(
      'where host == "a.example" {\n  block path == "/x" unless path == "/y"  reply 410\n' +
        '  block anyone unless path == "/y" or path == "/x" and path != "/y"  reply 404\n}',
    )
    expect(imported(':443 {\n\troute {\n\t\treverse_proxy /api/* app:80\n\t\trespond 403\n\t}\n}\n').rules).toBe(
      'block anyone unless path starts with "/api/"  reply 403',
    )
  })

  it('takes the address of clients from trusted proxies', () => {
    const { rules, notes } = imported(`{
	servers {
		trusted_proxies static 192.0.2.0/24 private_ranges
		client_ip_headers CF-Connecting-IP
	}
}
:443 {
	@bad client_ip 198.51.100.1
	@peer remote_ip 192.0.2.66
	respond @bad 403
	respond @peer 403
}
`)
    expect(rules).toBe(
      'client ip from cf-connecting-ip trusting 192.0.2.0/24, private, loopback\n\nblock ip in 198.51.100.1  reply 403\nblock peer in 192.0.2.66  reply 403',
    )
    expect(notes).toEqual([])
  })

  it('keeps the sites of one port, and names those of others that refuse', () => {
    const { rules, notes } = imported(
      'http://a.example {\n\trespond 403\n}\nhttps://a.example {\n\trespond /x 403\n}\n',
    )
    expect(rules).toBe('where host == "a.example" {\n  block path == "/x"  reply 403\n}')
    expect(notes[0]).toBe(
      '1: the site http://a.example is not imported: a policy does not know ports, and those of port 443 are imported',
    )
  })

  it('gives a request to the site with the most specific name', () => {
    const { rules } = imported(
      ':443 {\n\tabort\n}\n*.a.example {\n\trespond /x 403\n}\nb.a.example {\n\trespond /y 410\n}\n',
    )
    expect(rules).toContain('(host is absent or not host ends with ".a.example")')
    expect(rules).toContain('where host ends with ".a.example" and (host is absent or not host == "b.a.example") {')
  })

  it('says that it reads Caddyfiles only', () => {
    expect(imported('{ "apps": { "http": {} } }').notes[0]).toContain('the JSON configuration of Caddy is not read')
  })

  it('does not compare a path that an earlier directive changes', () => {
    const { rules, notes } = imported(
      'example.com {\n\ttry_files {path} /index.php\n\trespond /secret 403\n\trespond 404\n}\n',
    )
    expect(rules).toBe('where host == "example.com" {\n  block anyone  reply 404\n}')
    expect(notes[0]).toBe('3: respond /secret 403 is not imported: path /secret: line 2 (try_files) changed it before')
  })

  it('reads a file without braces as one site, quotes, and text over several lines', () => {
    const { rules } = imported(
      'example.com\n\nrespond /a <<END\nno\nEND 403\nrespond /b `it is "gone"` 410 # comment\n',
    )
    expect(rules).toContain('path == "/a"  reply 403 "no"')
    expect(rules).toContain('path == "/b"  reply 410 "it is \\"gone\\""')
  })
})
