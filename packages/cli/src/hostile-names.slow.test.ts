import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './testing/run-command.ts'

// Every kind of character that a terminal, a log or a build server could take for something else.
const hostile =
  '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u2066\u200b\ufeff\u00ad\u2028\u2029\u{e0041}\r\n::error::forged\n  ::add-mask::x\n##[error]forged ##vso[task.x] ##teamcity[x'
/** The same in the notation of policies, and of YAML and JSON. */
const inPolicy = Array.from(hostile, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`).join('')
const inYaml = JSON.stringify(hostile)

const policy = `policy "shop${inPolicy}"
fact r : text
list office = file "office.txt"
block r == "x${inPolicy}"  as "rule${inPolicy}" reply 404 "text${inPolicy}"
block r == "y"  as "second${inPolicy}"
limit 1 per minute per ip  as "limit${inPolicy}"
allow only ip in office when r == "z${inPolicy}"
exempt r == "e${inPolicy}" from "limit${inPolicy}"
shadow block r == "h${inPolicy}" as "shadow${inPolicy}"
`

const name = `na${hostile.replaceAll(/[/\0]/g, '')}`
const files: Readonly<Record<string, string>> = {
  'site.policy': policy,
  'other.policy': policy.replaceAll('404', '410').replace('1 per minute', '2 per hour'),
  'broken.policy': `policy "a${inPolicy}"\nblock ip in nowhere as "b${inPolicy}"\nlimit 0 per day per ip as "c${hostile}"\n`,
  [`${name}.policy`]: policy,
  [`${name}.broken.policy`]: 'block ip in nowhere\n',
  'office.txt': `192.0.2.1\n${hostile}\n`,
  'good/office.txt': '192.0.2.1\n',
  'good/site.policy': policy,
  'good/other.policy': policy.replaceAll('404', '410').replace('1 per minute', '2 per hour'),
  'good/unformatted.policy': `block   path in /a  as "n${inPolicy}"  # ::error::comment \u200b\n\n\n`,
  [`good/${name}.policy`]: policy,
  'good/site.test.yaml': `policy: site.policy
tests:
  - name: ${inYaml}
    request: { ip: 192.0.2.1, facts: { r: ${JSON.stringify(`x${hostile}`)} } }
    steps: [{ expect: pass }, { expect: { outcome: block, rule: ${inYaml} } }]
  - name: passes ${'x'}
    request: { ip: 192.0.2.1, agent: ${inYaml} }
    steps: [{ expect: limit }]
`,
  'good/bad.test.yaml': `policy: site.policy\ntests:\n  - name: ${inYaml}\n    ${inYaml}: 1\n    steps: [{ expect: ${inYaml} }]\n`,
  [`good/${name}.test.yaml`]: `policy: site.policy\ntests:\n  - name: a\n    steps: [{ expect: block }]\n`,
  'good/sequence.yaml': `steps:\n  - { path: /a, agent: ${inYaml}, facts: { r: "y" } }\n  - { facts: { r: ${JSON.stringify(`x${hostile}`)} } }\n`,
  'good/access.log': `192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "agent ${hostile.replaceAll(/[\r\n]/g, '')}"\n192.0.2.1 - - [18/Nov/2026:10:00:01 +0000] "GET /${hostile.replaceAll(/[\r\n]/g, '')} HTTP/1.1" 200 5 "-" "x"\n`,
  [`good/${name}.log`]: `192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "a"\n`,
  'good/robots.txt': `User-agent: bad${hostile.replaceAll(/[\r\n]/g, '')}\nDisallow: /a${hostile.replaceAll(/[\r\n]/g, '')}\n# restrict-ip: blocked_ip = ${hostile.replaceAll(/[\r\n]/g, '')}\n`,
  'good/nginx.conf': `server { location /a { deny 192.0.2.1; set $x "${hostile}"; return 403 "${hostile}"; } }\n`,
  'good/users.yaml': `${inYaml}: { r: x }\n`,
  'config/tidegate.yaml': `${inYaml}: 1\npolicy: ${inYaml}\n`,
  'new/readme': '',
  'config/site.policy': 'block ip in 192.0.2.1\n',
}

const folder = mkdtempSync(join(tmpdir(), 'tidegate-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))
for (const [file, text] of Object.entries(files)) {
  const path = join(folder, file)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}

/** Commands, by the folder that they run in. */
const commands: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '.': [
    ['check', 'site.policy'],
    ['check', 'broken.policy'],
    ['check', `${name}.policy`, `${name}.broken.policy`],
    ['check', '--json', 'broken.policy', 'site.policy'],
    ['check', '--format', 'sarif', 'broken.policy', 'site.policy'],
    ['plan', 'broken.policy'],
    ['explain', 'site.policy', '--ip', '192.0.2.1'],
    ['test', name],
    ['fmt', 'broken.policy', `${name}.policy`],
    [hostile],
    ['check', `--${hostile}`],
    ['check', `${hostile}.policy`],
  ],
  good: [
    ['check', 'site.policy', '--cost', '--as', '192.0.2.1'],
    ['check', `${name}.policy`, '--cost', '--as', '198.51.100.7'],
    ['check', '--as', hostile],
    ['check', '--json', 'site.policy', '--as', '192.0.2.1'],
    ['plan', 'site.policy'],
    ['plan', `${name}.policy`],
    ['plan', '--json', 'site.policy'],
    ['compile', 'site.policy', '-o', '-'],
    ['compile', `${name}.policy`, '-o', `${name}.plan.json`],
    ['compile', `${name}.policy`, '-o', `${name}.plan.json`, '--json'],
    ['explain', 'site.policy', '--ip', '192.0.2.1', '--fact', `r=x${hostile}`],
    [
      'explain',
      `${name}.policy`,
      '--ip',
      '192.0.2.1',
      '--fact',
      `r=x${hostile}`,
      '--agent',
      hostile,
      '--header',
      `x: h${hostile}`,
    ],
    ['explain', 'site.policy', '--ip', '192.0.2.1', '--fact', 'r=y', '--json'],
    ['explain', 'site.policy', '--ip', '192.0.2.1', '--fact', `${hostile}=y`],
    ['explain', 'site.policy', '--ip', '192.0.2.1', '--path', `/${hostile}`, '--method', hostile],
    ['explain', 'site.policy', '--ip', '192.0.2.1', '--fact', 'r=y', '--repeat', '3'],
    ['explain', 'site.policy', '--ip', '192.0.2.1', '--sequence', 'sequence.yaml'],
    ['explain', 'site.policy', '--log-line', files['good/access.log']!],
    ['explain', 'site.policy', '--curl', `curl -A '${hostile}' http://a/`],
    ['test', 'site.test.yaml', '--coverage'],
    ['test', 'site.test.yaml', '--coverage', '--json'],
    ['test', 'site.test.yaml', '--junit', '-'],
    ['test', 'bad.test.yaml'],
    ['test', `${name}.test.yaml`, '--coverage'],
    ['test', '--filter', hostile],
    ['fmt', '--check', 'unformatted.policy'],
    ['fmt', '--diff', 'unformatted.policy', `${name}.policy`],
    ['fmt', '--json', '--diff', 'unformatted.policy'],
    ['diff', 'site.policy', 'other.policy'],
    ['diff', `${name}.policy`, 'other.policy'],
    ['diff', 'site.policy', 'other.policy', '--json'],
    ['replay', 'site.policy', 'access.log', '--fact', `r=x${hostile}`],
    ['replay', `${name}.policy`, `${name}.log`, 'access.log', '--against', 'other.policy', '--fact', 'r=y'],
    ['replay', 'site.policy', 'access.log', '--json', '--fact', 'r=y'],
    ['replay', 'site.policy', 'access.log', '--users', 'users.yaml'],
    ['replay', 'site.policy', 'access.log', '--html', `${name}.html`],
    ['suggest', 'access.log'],
    ['suggest', `${name}.log`, '--json'],
    ['doctor', 'site.policy', '--peer', '192.0.2.1', '--header', `X-Forwarded-For: ${hostile}`],
    ['doctor', 'site.policy', '--peer', hostile],
    ['doctor', '--log', `${name}.log`],
    ['import', 'robots', 'robots.txt'],
    ['import', 'robots', 'robots.txt', '--json'],
    ['import', 'nginx', 'nginx.conf'],
    ['import', 'nginx', 'nginx.conf', '--json'],
    ['export', 'robots', 'site.policy'],
    ['export', 'robots', 'site.policy', '--json'],
    ['fetch', 'ranges', hostile],
  ],
  new: [['init', hostile], ['init', '--list', hostile], ['init']],
  config: [['check'], ['plan'], ['test'], ['explain', '--ip', '192.0.2.1']],
}

/** What must not be in any output, by what it would do. */
const dangers: Readonly<Record<string, RegExp>> = {
  'a control character, or one that is invisible or reorders text': /[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u,
  'a command to GitHub': /^\s*::[a-z-]+[^\n]*::/m,
  'a command to another build server': /##(?:vso|teamcity)?\[/,
}

const all = Object.entries(commands).flatMap(([where, list]) => list.map((args) => [where, args] as const))

describe('whatever names and texts contain, the output of', () => {
  it.each(
    all.map(
      ([where, args]) =>
        [
          args
            .join(' ')
            .replaceAll(/[^\P{C}]/gu, '')
            .slice(0, 60),
          where,
          args,
        ] as const,
    ),
  )('`%s` in %s cannot control a terminal or a build server', async (_, where, args) => {
    const { out, err } = await runCommand(args, join(folder, where))
    expect(out + err).not.toBe('')
    expect(err).not.toContain('internal error')
    for (const [what, pattern] of Object.entries(dangers))
      expect(`${what}: ${pattern.exec(out + err)?.[0] ?? ''}`).toBe(`${what}: `)
  })

  it('`check --format github` has no annotations but its own', async () => {
    const { out } = await runCommand(['check', '--format', 'github', 'broken.policy', 'site.policy'], folder)
    const lines = out.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines)
      expect(line).toMatch(/^::(?:error|warning|notice) file=(?:broken\.policy|site\.policy|office\.txt),line=\d+/)
    expect(out).not.toMatch(/[^\P{C}\n]/u)
  })

  it('commands in colour has no controls but colours', async () => {
    for (const args of [
      ['plan', 'site.policy'],
      ['explain', 'site.policy', '--ip', '192.0.2.1', '--fact', `r=x${hostile}`],
      ['test', 'site.test.yaml'],
    ]) {
      const { out } = await runCommand(args, join(folder, 'good'), { color: true })
      // oxlint-disable-next-line no-control-regex
      expect([args, out]).toEqual([args, expect.stringMatching(/\u001b\[1m/)])
      // oxlint-disable-next-line no-control-regex
      expect(out.replaceAll(/\u001b\[[0-9;]*m/g, '')).not.toMatch(/[^\P{C}\n\t]/u)
      expect(out).not.toMatch(/^\s*::[a-z-]+[^\n]*::/m)
    }
  })
})
