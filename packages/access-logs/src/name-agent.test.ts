import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createAgentNamer, nameAgent } from './name-agent.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const agents = [
  undefined,
  '',
  '-',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'curl/8.5.0',
  `${'x'.repeat(600)} gptbot`,
  `${'x'.repeat(500)} gptbot`,
]

test('remembers each agent with the name that it has', () => {
  const nameOf = createAgentNamer()
  for (const agent of [...agents, ...agents]) expect(nameOf(agent)).toEqual(nameAgent(agent))
})

test('looks at the first 512 characters', () => {
  expect(agents.slice(-2).map((agent) => nameAgent(agent).kind)).toEqual(['person', 'ai'])
})

test('keeps no chunk of the log in memory', () => {
  const nameOf = createAgentNamer()
  const names: unknown[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let number = 0; number < 100; number++) {
    const chunk = Buffer.alloc(1_000_000, `agent number ${number} or some bot${number} `).toString('latin1')
    names.push(nameOf(chunk.slice(0, 30)), nameOf(chunk.slice(0, 700)))
  }
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000)
  expect(names).toHaveLength(200)
})
