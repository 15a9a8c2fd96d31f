import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createRedisStore } from '../packages/redis-store/src/index.ts'

const page = readFileSync(fileURLToPath(new URL('../docs/scale.md', import.meta.url)), 'utf8')

/** The constants of the tables: a name in code, and its number in the next column. */
const constants = new Map(
  [...page.matchAll(/^\| `(\w+)` \| ([\d.,]+) \|/gm)].map(([, name, value]) => [
    name!,
    Number(value!.replaceAll(',', '')),
  ]),
)

/** The lines `name = expression = number` of the blocks of arithmetic, in their order. */
const equations = [...page.matchAll(/^```text\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
  block!
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => line.split('=').map((part) => part.trim())),
)

it('computes every number from the constants of the page', () => {
  expect(constants.size).toBeGreaterThan(10)
  expect(equations.length).toBeGreaterThan(10)
  const known = createContext({ ceil: Math.ceil, floor: Math.floor, ...Object.fromEntries(constants) })
  const used = new Set<string>()
  for (const [name, expression, shown] of equations) {
    const value = Number(runInContext(expression!, known))
    expect(`${name} = ${shown}`).toBe(`${name} = ${format(value)}`)
    known[name!] = value
    for (const [word] of expression!.matchAll(/[a-z]\w*/g)) used.add(word)
  }
  expect([...constants.keys()].filter((name) => !used.has(name))).toEqual([])
})

it('repeats in sentences only numbers that it has computed', () => {
  const sentences = page.replaceAll(/^```[\s\S]*?^```/gm, '')
  const repeated = [...sentences.matchAll(/\*\*([\d.,]+)\*\* <!-- (\w+) -->/g)]
  expect(repeated.length).toBeGreaterThan(5)
  for (const [, number, name] of repeated) {
    const found = equations.find(([each]) => each === name)
    expect(`${name} ${number}`).toBe(`${name} ${found?.[2]}`)
  }
})

it('has the length of a command and of its reply as the store sends them', async () => {
  let octets = 0
  const store = createRedisStore({
    slot: 'subject',
    sendCommand: async (...args) => {
      octets = args.reduce((sum, each) => sum + bulkOctets(each), `*${args.length}\r\n`.length)
      return []
    },
  })
  // As a gate has it for `limit 600 per minute per ip`.
  const limit = {
    identity: 'eb5db1d6e1c7309595a9fe8a994bc6e8',
    algorithm: 'ring',
    count: 600,
    periodMs: 60_000,
  } as const
  store.layout({ tag: 'site', subjects: [{ identity: 'ip/32/64', shadow: false, counters: [limit] }] })
  const key = [{ family: 4, a: 0x7f00_0001, b: 0, c: 0, d: 0 } as const]
  await store.consume([{ subject: 0, counter: 0, key, mode: 'enforce', includingRefused: false, places: 1 }], 0)
  const reply = [1, 1_796_093_093_400, 1, 598, 0, 60_000, 60_000, 0]
  const replyOctets = reply.reduce((sum, each) => sum + `:${each}\r\n`.length, `*${reply.length}\r\n`.length)
  expect([constants.get('command_bytes'), constants.get('reply_bytes')]).toEqual([octets, replyOctets])
})

function bulkOctets(text: string): number {
  const { length } = Buffer.from(text)
  return `$${length}\r\n`.length + length + 2
}

/** With thousands separators, and up to two decimals. */
function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}
