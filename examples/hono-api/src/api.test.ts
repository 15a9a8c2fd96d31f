import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer, type HttpBindings, type ServerType } from '@hono/node-server'
import type { Gate } from '@tidegate/engine'
import { sendRequest, type TestReply } from '@tidegate/engine/testing'
import { openPolicy } from '@tidegate/node'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApi } from './app.ts'

let gate: Gate
let server: ServerType

beforeEach(async () => {
  gate = await openPolicy(fileURLToPath(new URL('../api.policy', import.meta.url)))
  const answer = createApi(
    gate,
    new Map([
      ['k1', { id: 'north', plan: 'free' }],
      ['k2', { id: 'south', plan: 'pro' }],
    ]),
  )
  server = createAdaptorServer({
    fetch: (request: Request, bindings: unknown) => answer(request, bindings as HttpBindings),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await gate.close()
})

const get = (key: string, ip = '203.0.113.9', agent = 'client/1'): Promise<TestReply> =>
  sendRequest({
    port: (server.address() as AddressInfo).port,
    target: '//v1/forecast',
    headers: ['X-Forwarded-For', ip, 'User-Agent', agent, ...(key === '' ? [] : ['X-Api-Key', key])],
  })

const statuses = async (count: number, key: string, ip?: string): Promise<readonly number[]> => {
  const got: number[] = []
  for (let index = 0; index < count; index += 1) got.push((await get(key, ip)).status)
  return got
}

it('limits customers by their plan, and everyone else by address', async () => {
  expect(await statuses(6, 'k1')).toEqual([200, 200, 200, 200, 200, 429])
  expect(await statuses(6, 'k2')).toEqual([200, 200, 200, 200, 200, 200])
  expect(await statuses(4, '')).toEqual([200, 200, 200, 429])
})

it('shows a customer what remains', async () => {
  expect(JSON.parse((await get('k2')).body)).toMatchObject({ remaining: expect.arrayContaining([['pro', 49]]) })
})

it('stops an address that tries keys', async () => {
  const tried: number[] = []
  for (let guess = 0; guess < 11; guess += 1) tried.push((await get(`guess-${guess}`, '203.0.113.20')).status)
  expect(tried).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  expect((await get('k1', '203.0.113.20')).status).toBe(429)
  expect((await get('k1', '203.0.113.21')).status).toBe(200)
})

it('tells crawlers for training where to ask', async () => {
  const { status, body } = await get('', '203.0.113.30', 'GPTBot/1.2')
  expect([status, body]).toEqual([403, expect.stringContaining('licences@example.com')])
})
