import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { requestOf } from '@tidegate/engine/testing'
import { openPolicy } from './open-policy.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-catalog-'))
const policy = join(folder, 'site.policy')
writeFileSync(policy, 'bots trainers = catalog "ai-training"\nblock bot in trainers\n')
afterAll(() => rmSync(folder, { recursive: true }))

const outcome = async (agent: string, options: Parameters<typeof openPolicy>[1] = {}): Promise<string> => {
  const gate = await openPolicy(policy, options)
  const decision = gate.decide(requestOf({ headers: ['Host', 'a.example', 'User-Agent', agent] }))
  await gate.close()
  return decision.outcome
}

test('a policy file can use the categories of the built-in catalogue', async () => {
  expect(await outcome('Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)')).toBe('block')
  expect(await outcome('Mozilla/5.0 (compatible; Googlebot/2.1)')).toBe('pass')
  expect(await outcome('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('pass')
})

test('a catalogue from the host replaces it', async () => {
  const catalog = { 'ai-training': [{ text: 'foobot', word: true }] }
  expect(await outcome('FooBot/1.0', { catalog })).toBe('block')
  expect(await outcome('GPTBot/1.2', { catalog })).toBe('pass')
})
