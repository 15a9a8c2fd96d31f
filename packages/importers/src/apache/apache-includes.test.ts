import { describe, expect, it } from 'vitest'
import type { ReadIncluded } from '../included-files.ts'
import { imported, paths } from '../testing/imported-apache.ts'

describe('files of an Apache configuration', () => {
  it('are included, with their variables, and named in notes', () => {
    const included: ReadIncluded = (pattern) =>
      pattern === 'conf/*.conf'
        ? [
            {
              path: 'conf/a.conf',
              text: '<Location ${where}>\nRequire all denied\nRequire host x.example\n</Location>',
            },
            { path: 'conf/b.conf', text: 'Include conf/*.conf' },
          ]
        : []
    const text =
      'ServerName x\nDefine where /closed\nInclude conf/*.conf\nInclude missing.conf\nIncludeOptional none/*.conf'
    const { outcomes, notes } = imported(text, paths('/closed/x', '/open'), { file: 'x.conf', included })
    expect(outcomes).toEqual(['403', 'pass'])
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringContaining('conf/b.conf:1: Include conf/*.conf: conf/b.conf is skipped'),
        ':4: Include missing.conf: there is no such file, import it too',
        ':5: IncludeOptional none/*.conf: no file matches',
        expect.stringContaining('conf/a.conf:3: Require host x.example is not imported'),
      ]),
    )
  })

  it('are read for httpd 2.4 with all modules, and say so', () => {
    const text = `<IfModule mod_authz_core.c>
Require ip 192.0.2.0/24
</IfModule>
<IfModule !mod_authz_core.c>
Deny from all
</IfModule>
<IfVersion < 2.4>
Deny from all
</IfVersion>
<IfVersion >= 2.4.10>
Require ip 198.51.100.0/24
</IfVersion>
<IfDefine Closed>
Require all denied
</IfDefine>`
    const { outcomes, notes } = imported(text, [{}, { ip: '198.51.100.1' }, { ip: '203.0.113.1' }])
    expect(outcomes).toEqual(['pass', 'pass', '403'])
    expect(notes.map((note) => note.split(':')[1])).toEqual(['1', '1', '4', '7', '13'])
  })

  it('name what has no equivalent at its line', () => {
    const text = `SecRule ARGS "x" "deny"
DOSPageCount 5
QS_SrvMaxConnPerIP 10
SetOutputFilter RATE_LIMIT
AllowEncodedSlashes On
<Proxy *>
Require all denied
</Proxy>
ErrorDocument 403 /denied.html
SetEnv x 1`
    const { notes } = imported(text, [], { file: 'x.conf' })
    expect(notes.flatMap((note) => /^:(\d+)/.exec(note)?.[1] ?? [])).toEqual(
      expect.arrayContaining(['1', '2', '3', '4', '5', '6', '9', '10']),
    )
  })
})
