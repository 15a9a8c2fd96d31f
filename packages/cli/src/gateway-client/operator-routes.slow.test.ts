import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { openGateway } from '@tidegate/gateway'
import { expect, it } from 'vitest'

/** The routes for operators, with their bodies, and what they answer in `operator.schema.json`. */
const routes: readonly (readonly [path: string, body: object | undefined, definition: string, isList: boolean])[] = [
  ['status', undefined, 'status', false],
  ['rules', undefined, 'ruleCount', true],
  ['refusals', undefined, 'refusal', true],
  ['counters', undefined, 'counterState', true],
  ['counters/show', { ip: '198.51.100.7' }, 'counterState', true],
  ['counters/reset', { ip: '198.51.100.7' }, 'counterChange', false],
  ['counters/block', { ip: '198.51.100.7', forMs: 60_000 }, 'counterChange', false],
  ['counters/export', {}, 'counterExport', false],
  ['blocks', undefined, 'block', true],
  ['counters/unblock', { ip: '198.51.100.7' }, 'counterChange', false],
  ['tightenings/add', { statement: 'block ip in 192.0.2.1', forMs: 60_000 }, 'tightening', false],
  ['tightenings', undefined, 'tightening', true],
  ['lists', undefined, 'listStatus', true],
  ['reload', {}, 'reloadRecord', true],
  ['reloads', undefined, 'reloadRecord', true],
  ['changes', undefined, 'operatorChange', true],
]

it('the routes for operators answer what their schema and their page say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-routes-'))
  const silent = (): void => {}
  writeFileSync(
    join(folder, 'site.policy'),
    'list office = 203.0.113.0/24\nblock path in /admin/**\nlimit 1 per minute per ip\n',
  )
  const gateway = await openGateway({
    sites: [{ policy: join(folder, 'site.policy'), hosts: ['shop.example'] }],
    listen: [],
    admin: { kind: 'unix', path: join(folder, 'admin.sock') },
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  })
  try {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true })
    for (const name of ['common', 'operator'])
      ajv.addSchema(
        JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object,
      )
    const { gate } = gateway.sites.all[0]!
    for (const target of ['/admin', '/', '/'])
      gate.decide({ method: 'GET', target, headers: ['User-Agent', 'x'], peer: '198.51.100.7', user: 'ann' })
    const page = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8')
    for (const [path, body, definition, isList] of routes) {
      const { value } = await ask(join(folder, 'admin.sock'), path, body)
      const validate = ajv.compile({ $ref: `operator.schema.json#/$defs/${definition}` })
      const values = isList ? (value as readonly unknown[]) : [value]
      expect([path, values.length > 0]).toEqual([path, true])
      for (const each of values) expect([path, validate(each), validate.errors]).toEqual([path, true, null])
      const [, shown = ''] = /([^/]*)$/.exec(path) ?? []
      expect(page).toMatch(new RegExp(`(?:GET|POST) /v1/[^|]*${shown}`))
    }
    const problem = await ask(join(folder, 'admin.sock'), 'tightenings/add', {
      statement: 'block ip in offce',
      forMs: 1_000,
    })
    const validate = ajv.compile({ $ref: 'operator.schema.json#/$defs/problem' })
    expect([validate(problem), validate.errors]).toEqual([true, null])
  } finally {
    await gateway.stop()
    rmSync(folder, { recursive: true })
  }
})

function ask(socketPath: string, path: string, body: object | undefined): Promise<{ readonly value?: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', ...(body !== undefined && { 'content-type': 'application/json' }) }
    request({ socketPath, path: `/v1/${path}`, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(JSON.parse(text) as { readonly value?: unknown }))
    })
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body))
  })
}
