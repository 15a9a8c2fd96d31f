import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGuard } from '../host/create-guard.ts'
import { openPolicy } from '../index.ts'
import { parseConfig } from '../config/parse-config.ts'
import type { LogOptions } from './open-logs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-log-options-'))
  writeFileSync(join(folder, 'site.policy'), 'block path in /admin/**\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

const wrong: readonly (readonly [object, string])[] = [
  [{ decisionLog: true }, 'a file, or an object such as `{ file: … }`, found true'],
  [{ decisionLog: {} }, '`file` is missing'],
  [{ decisionLog: { file: 'a', sampel: {} } }, 'unknown option `sampel`; did you mean `sample`?'],
  [{ decisionLog: { file: 'a', sample: { pas: 1 } } }, 'unknown option `pas`; did you mean `pass`?'],
  [{ decisionLog: { file: 'a', sample: { pass: 2 } } }, '`sample.pass` must be a number from 0 to 1, found 2'],
  [{ decisionLog: { file: 'a', addresses: '/33,/64' } }, '`addresses` must be `whole`, `cut`, `hash`, or two lengths'],
  [{ decisionLog: { file: 'a', users: 'hsah' } }, 'did you mean `hash`?'],
  [{ decisionLog: { file: 'a', headers: { 'x-key': 'hide' } } }, '`x-key` must be `whole`, `hash` or `mask`'],
  [{ decisionLog: { file: 'a', fields: ['a b'] } }, '`fields` must be names of header fields'],
  [{ decisionLog: { file: 'a', maxFileBytes: 0.5 } }, '`maxFileBytes` must be a whole number'],
  [{ auditLog: { file: 'a', format: 'cvs' } }, 'did you mean `csv`?'],
  [{ auditLog: { file: 'a', sample: {} } }, 'unknown option `sample`'],
]

describe('the options of logs', () => {
  it.each(wrong)('are checked: %j', (options, message) => {
    const call = (): unknown => openPolicy(join(folder, 'site.policy'), options as LogOptions)
    expect(call).toThrow(TypeError)
    expect(call).toThrow(message)
  })

  it.each(wrong)('are checked below `serve` in tidegate.yaml: %j', (options, message) => {
    let problem: { help?: string; message?: string } = {}
    try {
      parseConfig(JSON.stringify({ serve: options }), join(folder, 'tidegate.yaml'))
    } catch (error) {
      problem = error as typeof problem
    }
    const [about, part] = message.split('; ')
    expect(problem.help).toContain(part ?? about)
    expect(problem.message).toContain(`serve.${Object.keys(options)[0]}`)
  })

  it('name a file that cannot be opened', async () => {
    const file = join(folder, 'none/decisions.ndjson')
    await expect(openPolicy(join(folder, 'site.policy'), { decisionLog: file })).rejects.toThrow(
      `cannot open the decision log \`${file}\` (ENOENT)`,
    )
  })

  it('apply to a policy, to a plan and to a gate that the application opened', async () => {
    const gate = await openPolicy(join(folder, 'site.policy'))
    const host = { request: () => createServer } as never
    for (const [name, source] of Object.entries({
      policy: { policy: join(folder, 'site.policy') },
      plan: { policy: gate.plan },
      gate: { gate },
    })) {
      const guard = createGuard(host, {
        ...source,
        decisionLog: join(folder, `${name}.ndjson`),
        auditLog: join(folder, `${name}.csv`),
        logger: false,
      })
      const opened = await guard.ready
      opened.decide({ method: 'GET', target: '/admin/x', headers: ['Host', 'a'], peer: '192.0.2.1' })
      await guard.close()
      const events = readFileSync(join(folder, `${name}.ndjson`), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { event?: string; result?: { status: number } })
      expect([name, events.map(({ event, result }) => event ?? result?.status)]).toEqual([
        name,
        ['opened', 403, 'closed'],
      ])
      expect(readFileSync(join(folder, `${name}.csv`), 'utf8').split('\r\n')).toHaveLength(5)
    }
    await gate.close()
  })
})
