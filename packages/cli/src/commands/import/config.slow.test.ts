import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('tidegate import', () => {
  it.each([
    ['nginx', 'server { listen 80; root /srv; }'],
    ['apache', 'DocumentRoot /srv\n'],
    ['anubis', 'bots: []\n'],
    ['cidr-list', '# nothing\n'],
  ])('exits 1 if %s yields no rule, and says so', async (kind, text) => {
    writeFileSync(join(folder, 'input'), text)
    for (const flags of [[], ['--json']]) {
      const { code, err } = await runCommand(['import', kind, 'input', ...flags], folder)
      expect([code, err]).toEqual([1, expect.stringContaining('input: no rule could be imported\n')])
    }
  })

  it('follows includes, relative to the folder of the file', async () => {
    writeFileSync(
      join(folder, 'nginx.conf'),
      'server { include office.conf; include missing.conf; include nginx.conf; }',
    )
    writeFileSync(join(folder, 'office.conf'), 'allow 203.0.113.0/24;\ndeny all;\nlimit_conn a 1;\n')
    const { code, out } = await runCommand(['import', 'nginx', 'nginx.conf'], folder)
    expect([code, out]).toEqual([
      0,
      `# imported from nginx.conf (nginx configuration)

# nginx.conf:1: include missing.conf: no such file can be read
# nginx.conf:1: include nginx.conf: nginx.conf includes itself
allow only ip in 203.0.113.0/24
# office.conf:3: limit_conn a 1: limits on concurrent connections are not imported: write “limit N at once per ip”
`,
    ])
  })

  it('reads an .htaccess at the path of its folder', async () => {
    writeFileSync(join(folder, '.htaccess'), 'Require ip 203.0.113.4\n')
    const { code, out } = await runCommand(['import', 'apache', '.htaccess', '--at', '/wp-admin/'], folder)
    expect([code, out]).toEqual([
      0,
      `# imported from .htaccess (Apache httpd configuration)

paths match exactly

where path in /wp-admin/** {
  allow only ip in 203.0.113.4
}
`,
    ])
    const wrong = await runCommand(['import', 'apache', '.htaccess', '--at', 'wp-admin'], folder)
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('expected the path of a folder')])
  })

  it('follows the imports of a bot policy', async () => {
    writeFileSync(join(folder, 'bots.yaml'), 'bots:\n  - import: ./list.yaml\n')
    writeFileSync(join(folder, 'list.yaml'), '- name: one\n  user_agent_regex: OneBot\n  action: DENY\n')
    const { code, out } = await runCommand(['import', 'anubis', 'bots.yaml'], folder)
    expect([code, out]).toEqual([0, expect.stringContaining('block agent contains "OneBot"  as "one"')])
  })
})
