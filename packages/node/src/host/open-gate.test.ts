import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { gateOfText, requestOf } from '@tidegate/engine/testing'
import { openGate } from './open-gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-open-gate-'))
const file = join(folder, 'site.policy')
writeFileSync(file, 'block anyone')
afterAll(() => rmSync(folder, { recursive: true }))

it.each([
  ['a path', { policy: file }],
  ['a plan', { policy: gateOfText('block anyone').plan }],
  ['a gate', { gate: gateOfText('block anyone') }],
])('opens a gate from %s', async (_, options) => {
  const { ready, close } = openGate(options)
  expect((await ready).decide(requestOf({})).outcome).toBe('block')
  await close()
})

it('passes the options of gates to a gate from a plan, and log lines to onLogLine', async () => {
  const lines: string[] = []
  const { ready, close } = openGate({
    policy: gateOfText('block anyone').plan,
    mode: 'observe',
    legacyHeaders: true,
    onLogLine: (line) => lines.push(line),
  })
  expect((await ready).decide(requestOf({})).outcome).toBe('pass')
  expect(lines).not.toEqual([])
  await close()
})

it('refuses options for files if the policy is a plan', () => {
  const policy = gateOfText('block anyone').plan
  expect(() => openGate({ policy, watch: true })).toThrow(/`watch` is for policy files/)
  expect(() => openGate({ policy, state: 'folder' })).toThrow(/`state` is for policy files/)
})

it('refuses both a policy and a gate, and neither', () => {
  expect(() => openGate({ policy: file, gate: gateOfText('block anyone') })).toThrow(/not both/)
  expect(() => openGate({})).toThrow(/no policy given/)
})

it.each([
  ['a path', () => file],
  ['a plan', () => gateOfText('limit 5 per minute per ip').plan],
])('warns that counters are per process for a policy given as %s', async (_, policy) => {
  writeFileSync(file, 'limit 5 per minute per ip')
  vi.stubEnv('NODE_APP_INSTANCE', '1')
  try {
    const { ready, close } = openGate({ policy: policy(), logger: false })
    const codes: string[] = []
    ;(await ready).on('warning', ({ code }) => codes.push(code))
    await Promise.resolve()
    expect(codes).toEqual(['counters-per-process'])
    await close()
  } finally {
    vi.unstubAllEnvs()
  }
})
