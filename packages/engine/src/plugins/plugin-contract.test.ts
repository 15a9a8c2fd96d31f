import { describe, expect, it } from 'vitest'
import { describePluginContract } from '../testing/plugin-contract.ts'
import type { ContractRunner } from '../testing/contract-runner.ts'
import { definePlugin } from './define-plugin.ts'
import type { Plugin } from './plugin.ts'

const good = definePlugin({
  apiVersion: 1,
  name: 'good',
  facts: {
    family: { type: 'text', values: ['four', 'six'], read: ({ address }) => (address.family === 4 ? 'four' : 'six') },
    heard: {
      type: 'flag',
      whileUnknown: 'wait',
      timeoutMs: 50,
      resolve: async ({ ip }, signal) => {
        signal.throwIfAborted()
        if (ip === '127.0.0.1') throw new Error('never of that')
        return { value: true, ttlMs: 5 }
      },
    },
  },
  lists: {
    office: (name) => {
      if (name !== 'office') throw new Error('no such office')
      return ['192.0.2.0/24']
    },
  },
})

describePluginContract('a good plugin', () => good, { describe, it, expect }, { listArguments: ['office'] })

/** The titles of the tests of the contract that a plugin fails. */
async function failuresOf(plugin: Plugin): Promise<readonly string[]> {
  const tests: { readonly title: string; readonly body: () => void | Promise<void> }[] = []
  const runner: ContractRunner = {
    describe: (_, body) => body(),
    it: (title, body) => void tests.push({ title, body }),
    expect,
  }
  describePluginContract('it', () => plugin, runner, { listArguments: ['all'] })
  const failed: string[] = []
  for (const { title, body } of tests) {
    try {
      await body()
    } catch {
      failed.push(title)
    }
  }
  return failed
}

describe('describePluginContract', () => {
  const withFact = (fact: object): Plugin =>
    Object.freeze({ apiVersion: 1, name: 'bad', facts: { fact } }) as unknown as Plugin

  it.each<[string, Plugin, string]>([
    ['throws', withFact({ type: 'text', read: ({ agent }: { agent: string }) => agent.trim() }), 'synchronous facts'],
    ['returns another type', withFact({ type: 'text', read: () => 5 }), 'synchronous facts'],
    [
      'returns a value that it does not list',
      withFact({ type: 'text', values: ['a'], read: () => 'b' }),
      'synchronous facts',
    ],
    ['returns another value each time', withFact({ type: 'number', read: () => Math.random() }), 'synchronous facts'],
    [
      'looks up a value of another type',
      withFact({ type: 'flag', whileUnknown: 'wait', resolve: async () => 'yes' }),
      'asynchronous facts',
    ],
    [
      'ignores its signal',
      withFact({
        type: 'flag',
        whileUnknown: 'wait',
        per: 'user',
        resolve: () => new Promise((resolve) => setTimeout(resolve, 150)),
      }),
      'look-ups stop',
    ],
    [
      'lists an invalid address',
      Object.freeze({ apiVersion: 1, name: 'bad', lists: { all: () => ['everybody'] } }),
      'lists return addresses',
    ],
    ['is not frozen', { apiVersion: 1, name: 'bad' }, 'is a plugin'],
  ])('detects a plugin that %s', async (_, plugin, title) => {
    const failures = await failuresOf(plugin)
    expect(failures).toHaveLength(1)
    expect(failures[0]).toContain(title)
  })
})
