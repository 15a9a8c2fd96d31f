import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestOf } from '@tidegate/engine/testing'
import { ConfigError } from '../config/config-error.ts'
import { openGate } from '../host/open-gate.ts'
import { openPolicy } from './open-policy.ts'

let folder: string
let config: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-config-'))
  config = join(folder, 'tidegate.yaml')
  mkdirSync(join(folder, 'release'))
  mkdirSync(join(folder, 'shared'))
  writeFileSync(join(folder, 'shared/bad.txt'), '192.0.2.7\n')
  symlinkSync('../shared/bad.txt', join(folder, 'release/bad.txt'))
  writeFileSync(join(folder, 'release/site.policy'), 'list bad = file "bad.txt"\nblock ip in bad\n')
  writeFileSync(config, 'policy: release/site.policy\nroot: .\nencodedSlash: refuse\nplugins: ./not-loaded.js\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

const target = '/a%2Fb'

describe('the option `config`', () => {
  it('gives a gate the options of a tidegate.yaml, unless they are given in code', async () => {
    const path = join(folder, 'release/site.policy')
    await expect(openPolicy(path)).rejects.toThrow('set `root` in tidegate.yaml')
    const gate = await openPolicy(path, { config })
    expect(gate.decide(requestOf({ ip: '192.0.2.7' })).outcome).toBe('block')
    expect(gate.decide(requestOf({ target })).status).toBe(400)
    await gate.close()
    const lenient = await openPolicy(path, { config, encodedSlash: 'keep' })
    expect(lenient.decide(requestOf({ target })).status).toBe(200)
    await lenient.close()
  })

  it('gives an adapter the policy, too, and a plan only what applies to plans', async () => {
    const { ready, close } = openGate({ config })
    const gate = await ready
    expect(gate.decide(requestOf({ ip: '192.0.2.7' })).outcome).toBe('block')
    const ofPlan = openGate({ config, policy: gate.plan })
    expect((await ofPlan.ready).decide(requestOf({ target })).status).toBe(400)
    await Promise.all([close(), ofPlan.close()])
  })

  it.each([
    ['policy: [a.policy, b.policy]\n', 'does not name one file'],
    ['policy: "*.policy"\n', 'does not name one file'],
    ['encodedSlash: keep\n', 'does not name one file'],
    ['encodedSlahs: keep\n', /unknown key `encodedSlahs` in .* \(line 1\)/],
    ['\nprocesses: 0\n', /invalid `processes` in .* \(line 2\): 0/],
    ['a: [\n', 'not valid YAML'],
  ])('refuses %j', (text, message) => {
    const other = join(folder, 'other.yaml')
    writeFileSync(other, text)
    expect(() => openGate({ config: other })).toThrow(message)
  })

  it('refuses a file that does not exist, and what is not a path', () => {
    expect(() => openGate({ config: join(folder, 'gone.yaml') })).toThrow(ConfigError)
    expect(() => openGate({ config: true as unknown as string })).toThrow('`config` must be the path')
  })
})
