import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gateOfText } from '@tidegate/engine/testing'
import { runs } from '@tidegate/test-support'
import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AuditedChange, auditColumns, openAuditLog } from '../index.ts'
import { auditLine } from './audit-line.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-audit-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const request = {
  method: 'GET',
  target: '/',
  headers: ['Host', 'a.example', 'User-Agent', 'curl/8'],
  peer: '192.0.2.7',
}

const lines = (file: string): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

describe('the audit log', () => {
  it('has every refusal, reload and change, and what was observed only', async () => {
    const file = join(folder, 'audit.ndjson')
    const log = openAuditLog({ file })
    const policy = 'block path in /admin/** as "no admin"\nlimit 1 per hour per ip as "few"'
    const gate = gateOfText(policy)
    const end = log.follow(gate, 'shop')
    for (const target of ['/admin/x?secret=1', '/', '/', '/a%00b']) gate.decide({ ...request, target, user: 7 })
    log.record({
      kind: 'change',
      action: 'counters reset',
      about: 'ip 192.0.2.7',
      actor: 'ana',
      via: 'page',
      outcome: 'done',
    })
    gate.replace(gateOfText('block path in /').plan)
    gate.reloadFailed({ message: 'no such file', diagnostics: [] })
    end()
    const observing = gateOfText(policy, { mode: 'observe', logger: false })
    log.follow(observing)
    observing.decide({ ...request, target: '/admin/y' })
    await log.close()
    const found = lines(file)
    expect(found.map(({ event, rule, enforced, status }) => [event, rule, enforced, status])).toEqual([
      ['start', undefined, undefined, undefined],
      ['refusal', 'no admin', true, 403],
      ['refusal', 'few', true, 429],
      ['refusal', undefined, true, 400],
      ['change', undefined, undefined, undefined],
      ['reload', undefined, undefined, undefined],
      ['reload', undefined, undefined, undefined],
      ['stop', undefined, undefined, undefined],
      ['start', undefined, undefined, undefined],
      ['refusal', 'no admin', false, 403],
    ])
    expect(found[1]).toMatchObject({
      site: 'shop',
      client_ip: '192.0.2.7',
      user: '7',
      method: 'GET',
      host: 'a.example',
      path: '/admin/x',
      agent: 'curl/8',
      reason: 'block-rule',
      fingerprint: found[0]!['fingerprint'],
    })
    expect(found[5]).toMatchObject({
      outcome: 'replaced',
      fingerprint_before: found[0]!['fingerprint'],
      fingerprint: gate.plan.model.fingerprint,
    })
    expect(found[6]).toMatchObject({
      outcome: 'refused',
      detail: 'no such file',
      fingerprint: gate.plan.model.fingerprint,
    })
    expect(statSync(file).mode & 0o137).toBe(0)
  })

  it('has one head in a file of comma-separated values, also after it was opened again', async () => {
    const file = join(folder, 'audit.csv')
    for (let run = 0; run < 2; run++) {
      const log = openAuditLog({ file })
      log.record({ kind: 'change', action: `=run ${run}`, actor: 'a"b', via: 'api', outcome: 'done' })
      await log.close()
    }
    const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\r\n')
    expect(head).toBe(auditColumns.join(','))
    expect(rows).toHaveLength(2)
    expect(rows[0]).toContain(`"'=run 0","","a""b","api"`.replace('"",', ','))
  })

  it('is safe for terminals, spreadsheets and programs, whatever clients send', () => {
    const character = oneof(
      integer({ min: 0, max: 0x10_ffff }),
      integer({ min: 0, max: 255 }),
      constantFrom(0x22, 0x2c, 0x3d),
    )
    const text = array(character, { maxLength: 20 }).map((codes) => String.fromCodePoint(...codes))
    const entries = record({ action: text, about: text, actor: text, detail: text })
    assert(
      property(entries, (texts) => {
        const entry: AuditedChange = { kind: 'change', via: 'api', outcome: 'done', ...texts }
        const json = auditLine(entry, 'ndjson', 0)
        expect(json).toMatch(/^[ -~]+\n$/)
        expect(JSON.parse(json)).toMatchObject(texts)
        const csv = auditLine(entry, 'csv', 0)
        expect(csv.slice(0, -2)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        const fields = fieldsOf(csv)
        expect(fields).toHaveLength(auditColumns.length)
        for (const field of fields) expect(field).not.toMatch(/^\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/u)
      }),
      {
        numRuns: runs(100),
        examples: [[{ action: '=cmd|/c calc!A1', about: '\t=1', actor: '\u{FF1D}1', detail: '\u001B[2J"\n,' }]],
      },
    )
  })
})

/** Reads one line of comma-separated values (RFC 4180). */
function fieldsOf(line: string): readonly string[] {
  return [...line.trimEnd().matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? '').replaceAll('""', '"'),
  )
}
