import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { definePlugin, type Plugin } from '@tidegate/engine'
import { requestOf } from '@tidegate/engine/testing'
import { openPolicy } from './open-policy.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-plugins-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function policy(text: string): string {
  const file = join(folder, 'site.policy')
  writeFileSync(file, text)
  return file
}

const geo = definePlugin({
  apiVersion: 1,
  name: 'geo',
  facts: { country: { type: 'text', values: ['RO', 'DE'], read: ({ ip }) => (ip === '192.0.2.1' ? 'DE' : 'RO') } },
})

const ask = (ip: string): ReturnType<typeof requestOf> => requestOf({ peer: ip })

describe('openPolicy with plugins', () => {
  it('lets a policy use registered plugins, also after a reload in a worker', async () => {
    const gate = await openPolicy(policy('use geo\nblock country == "DE"'), { plugins: [geo], compile: 'worker' })
    expect(gate.decide(ask('192.0.2.1')).outcome).toBe('block')
    policy('use geo\nblock country == "RO"')
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect([gate.decide(ask('192.0.2.1')).outcome, gate.decide(ask('192.0.2.2')).outcome]).toEqual(['pass', 'block'])
    await gate.close()
  })

  it('refuses a policy that uses an unknown plugin, with a suggestion', async () => {
    await expect(openPolicy(policy('use geoo'), { plugins: [geo] })).rejects.toThrow(/TG211[\s\S]*did you mean `geo`/)
    await expect(openPolicy(policy('use geo'))).rejects.toThrow('the host has registered no plugins')
  })

  it('throws synchronously for invalid plugins', () => {
    expect(() => openPolicy('x.policy', { plugins: [{ apiVersion: 2, name: 'geo' } as unknown as Plugin] })).toThrow(
      'expected `apiVersion: 1`',
    )
    expect(() => openPolicy('x.policy', { plugins: { geo } as unknown as Plugin[] })).toThrow('must be an array')
  })

  it('reads lists at the start and on every reload, and keeps the last valid one', async () => {
    let entries: readonly string[] | undefined = ['192.0.2.0/24']
    const ranges = definePlugin({
      apiVersion: 1,
      name: 'ranges',
      lists: {
        cloud: (region) => {
          if (entries === undefined) throw new Error(`nothing is known of ${region}`)
          return entries
        },
      },
    })
    const file = policy('use ranges\nlist bad = cloud "europe"\nblock ip in bad')
    const gate = await openPolicy(file, { plugins: [ranges] })
    const outcomes = (): readonly string[] => ['192.0.2.1', '198.51.100.1'].map((ip) => gate.decide(ask(ip)).outcome)
    expect(outcomes()).toEqual(['block', 'pass'])
    entries = ['198.51.100.0/24']
    expect(await gate.reload()).toMatchObject({ outcome: 'replaced' })
    expect(outcomes()).toEqual(['pass', 'block'])
    for (const wrong of [undefined, ['10.0.0.256']]) {
      entries = wrong
      expect(await gate.reload()).toMatchObject({ outcome: 'refused' })
      expect(outcomes()).toEqual(['pass', 'block'])
    }
    await gate.close()
  })

  it('uses the importers of plugins', async () => {
    const importers = definePlugin({
      apiVersion: 1,
      name: 'plain',
      importers: {
        plain: (text) => ({
          text: `block ip in ${text.trim()}`,
          sourceLines: [1],
          notes: [],
          lists: { blocked: [], allowed: [], bad: [] },
          numbers: {},
        }),
      },
    })
    writeFileSync(join(folder, 'bad.txt'), '192.0.2.7\n')
    const gate = await openPolicy(policy('import plain "bad.txt"'), { plugins: [importers] })
    expect(gate.decide(ask('192.0.2.7')).outcome).toBe('block')
    await gate.close()
  })
})
