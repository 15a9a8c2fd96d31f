import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'

function imported(
  file: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): { readonly rules: string; readonly notes: readonly string[] } {
  const included: ReadIncluded = (pattern) =>
    Object.entries(others)
      .filter(
        ([path]) =>
          path === pattern || (pattern.includes('*') && path.startsWith('jail.d/') && path.endsWith(pattern.slice(-5))),
      )
      .map(([path, content]) => ({ path, text: content }))
  const { text: policy, notes } = importFile('fail2ban', text, file, included)
  const rules = policy
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .trim()
  return { rules, notes: notes.map(({ line, file: path, message }) => `${path ?? ''}:${line}: ${message}`) }
}

const defaults = `[DEFAULT]
bantime = 10m
findtime = 10m
maxretry = 5
ignoreip = 127.0.0.1/8 ::1
filter = %(__name__)s[mode=normal]
[nginx-http-auth]
port = http,https
[sshd]
port = ssh
`

describe('an imported configuration of fail2ban', () => {
  it('turns HTTP jails into limits that count replies, and names the others', () => {
    const { rules, notes } = imported(
      'jail.local',
      '[DEFAULT]\nmaxretry = 3\n[nginx-http-auth]\nenabled = true\nignoreip = %(known/ignoreip)s 192.0.2.0/24 office.example\n[sshd]\nenabled = true\n',
      { 'jail.conf': defaults },
    )
    expect(rules).toBe(`list ignored = 127.0.0.0/8, ::1, 192.0.2.0/24

limit 3 per 10 minutes per ip exact
  as "nginx-http-auth"
  counting only replies 401
  then block for 10 minutes
exempt ip in ignored from "nginx-http-auth"`)
    expect(notes).toEqual([
      ':4: jail nginx-http-auth: it reads messages of the error log; here the status of the reply is counted',
      ':5: ignoreip: left out office.example, which is not an address',
      ':7: jail sshd is not imported: it is not about HTTP',
    ])
  })

  it('reads files in the order of fail2ban', () => {
    const { rules } = imported('jail.conf', defaults, {
      'jail.d/a.conf': '[nginx-http-auth]\nenabled = true\nmaxretry = 7\n',
      'jail.local': '[nginx-http-auth]\nmaxretry = 8\nfindtime = 1h\n[DEFAULT]\nignoreip =\n',
      'jail.d/b.local': '[INCLUDES]\nbefore = c.inc\n[nginx-http-auth]\nfindtime = %(hours)s\n',
      'jail.d/c.inc': '[DEFAULT]\nhours = 2h\n',
    })
    expect(rules).toBe(
      'limit 8 per 2 hours per ip exact\n  as "nginx-http-auth"\n  counting only replies 401\n  then block for 10 minutes',
    )
  })

  it('blocks for the time of a ban, and says what a ban does that a policy does not', () => {
    const { notes, rules } = imported(
      'jail.local',
      '[apache-auth]\nenabled = yes\nport = http\nbantime = 1d\nbantime.increment = true\nignorecommand = /bin/x\n',
    )
    expect(notes).toEqual([
      ':1: jail.conf was not read: where this file sets no value, maxretry is 5 and findtime 10m, as in the one of Debian',
      ':2: jail apache-auth: it reads messages of the error log; here the status of the reply is counted',
      ':5: jail apache-auth: bantime.increment is not imported: every block of a limit is equally long',
      ':6: jail apache-auth: ignorecommand is not imported: supply its result as a fact',
    ])
    expect(rules).toContain('then block for 1 day')
    const forever = imported('jail.local', '[apache-auth]\nenabled = yes\nport = http\nbantime = -1\n')
    expect(forever.rules).not.toContain('then block for 1')
    expect(forever.notes.join('\n')).toContain('bantime -1 is not imported: a block lasts from a second to a year')
  })

  it('reads filters of access logs: method, path and status', () => {
    const jail = '[wp]\nenabled = true\nport = http,https\nfilter = my-wp\n'
    const filter = String.raw`[Definition]
failregex = ^<HOST> .* "POST /wp-login\.php
            ^<HOST> -.*"(GET|POST) .*" (404|403) .*$
            client <HOST> refused
`
    const { rules, notes } = imported('jail.local', jail, { 'filter.d/my-wp.conf': filter })
    expect(rules).toBe(`paths match exactly

limit 5 per 10 minutes per ip exact
  when method in POST and path starts with "/wp-login.php"
  as "wp"
  then block for 10 minutes
limit 5 per 10 minutes per ip exact
  when method in GET, POST
  as "wp 2"
  counting only replies 404, 403
  then block for 10 minutes`)
    expect(notes).toContain(':2: jail wp: the expression client <HOST> refused has no equivalent')
    expect(imported('jail.local', jail).notes.at(-2)).toBe(
      ':2: jail wp is not imported: its filter my-wp could not be read, and is not one that is known',
    )
  })

  it('bounds the work for names that refer to each other', () => {
    const names = Array.from(
      { length: 30 },
      (_, index) => `a${index} = %(a${index + 1})s%(a${index + 1})s%(a${index + 1})s`,
    )
    const { rules } = imported(
      'jail.local',
      `[DEFAULT]\n${names.join('\n')}\nmaxretry = %(a0)s\n[apache-auth]\nenabled = true\n`,
    )
    expect(rules).toBe('')
  })

  it('blocks the user agents of apache-badbots', () => {
    const { rules } = imported('jail.local', '[apache-badbots]\nenabled = true\nignoreip = 192.0.2.1\n', {
      'filter.d/apache-badbots.conf': '[Definition]\nbadbotscustom = Jorgee\nbadbots = EmailSiphon|Snapbot/1\\.0\n',
    })
    expect(rules).toContain('agent == "EmailSiphon" or agent == "Snapbot/1.0" or agent == "Jorgee"')
  })
})
