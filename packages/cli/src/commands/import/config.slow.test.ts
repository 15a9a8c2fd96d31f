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
# office.conf:3: limit_conn a 1: limits on concurrent connections are not supported
`,
    ])
  })
})
