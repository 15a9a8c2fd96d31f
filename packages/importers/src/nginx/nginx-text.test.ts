import { describe, expect, it } from 'vitest'
import { importNginx } from './import-nginx.ts'
import { parseNginx } from './parse-nginx.ts'

describe('the text of a configuration', () => {
  it('is read as nginx reads it', () => {
    const { directives, faults } = parseNginx(String.raw`a "b c" 'd\'e' f\ g \\.x ${'${h}'}i; j { k "l;}" # m
      n#o; }`)
    expect(faults).toEqual([])
    expect(directives).toEqual([
      { name: 'a', args: ['b c', "d'e", String.raw`f\ g`, String.raw`\.x`, '${h}i'], line: 1 },
      { name: 'j', args: [], line: 1, block: [{ name: 'k', args: ['l;}', 'n#o'], line: 1 }] },
    ])
  })

  it('may contain Lua, whose braces do not count', () => {
    const text = `server {
  location /lua {
    access_by_lua_block {
      -- closes nothing }
      local a = "}" .. '\\'}' .. [=[ } ]] ]=] --[[ } ]]
      if a then ngx.exit(403) end { }
    }
    deny all;
  }
}`
    const { text: policy, notes } = importNginx(text, 'nginx.conf')
    expect(policy).toContain('where path in /lua** {\n  block anyone\n')
    expect(notes).toEqual([{ line: 3, message: 'access_by_lua_block: Lua is not evaluated' }])
  })

  it('may be the output of nginx -T', () => {
    const dump = `# configuration file /etc/nginx/nginx.conf:
http {
    include /etc/nginx/mime.types;
    include sites-enabled/*;
}

# configuration file /etc/nginx/sites-enabled/a:
server {
    server_name a.example;
    include snippets/office.conf;
    limit_conn a 1;
}

# configuration file /etc/nginx/sites-enabled/b:
server { server_name b.example; include missing.conf; }

# configuration file /etc/nginx/snippets/office.conf:
allow 203.0.113.0/24;
deny all;
`
    const { text, notes } = importNginx(dump, 'dump.txt')
    expect(text).toContain('where host is absent or not host == "b.example" {\n  allow only ip in 203.0.113.0/24\n')
    expect(notes.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '15 include missing.conf: no such file can be read',
      '11 limit_conn a 1: limits on concurrent connections are not imported: write “limit N at once per ip”',
    ])
  })
})

describe('an include', () => {
  const files: Readonly<Record<string, string>> = {
    'a.conf': 'deny 192.0.2.1;\nlimit_conn a 1;',
    'b.conf': 'include c.conf;',
    'c.conf': 'include b.conf;\n}',
  }
  const included = (pattern: string): readonly { readonly path: string; readonly text: string }[] =>
    files[pattern] === undefined ? [] : [{ path: pattern, text: files[pattern] }]

  it('is followed in place, and notes name the file', () => {
    const { text, notes } = importNginx('location /a { include a.conf; }', 'nginx.conf', included)
    expect(text).toContain('block ip in 192.0.2.1')
    expect(text).toContain('# a.conf:2: limit_conn a 1')
    expect(notes).toEqual([
      {
        line: 2,
        file: 'a.conf',
        message: 'limit_conn a 1: limits on concurrent connections are not imported: write “limit N at once per ip”',
      },
    ])
  })

  it('is noted if it is circular or missing, or if nothing reads files', () => {
    expect(importNginx('include b.conf; include x.conf; deny all;', 'nginx.conf', included).notes).toEqual([
      { line: 2, file: 'c.conf', message: '`}` has no matching `{`' },
      { line: 1, file: 'c.conf', message: 'include b.conf: b.conf includes itself' },
      { line: 1, message: 'include x.conf: no such file can be read' },
    ])
    expect(importNginx('include b.conf; include mime.types; deny all;', 'nginx.conf').notes).toEqual([
      { line: 1, message: 'include b.conf: the file is not read: import it too' },
    ])
  })
})
