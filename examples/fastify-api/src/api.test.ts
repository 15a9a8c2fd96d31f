import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApi } from './app.ts'

const policy = fileURLToPath(new URL('../api.policy', import.meta.url))

let app: FastifyInstance
beforeEach(async () => {
  app = await createApi(
    policy,
    new Map([
      ['key-of-north', { id: 'north', plan: 'free' }],
      ['key-of-south', { id: 'south', plan: 'team' }],
    ]),
  )
})
afterEach(() => app.close())

const get = async (url: string, key?: string, ip = '203.0.113.9') =>
  app.inject({ url, headers: { 'x-forwarded-for': ip, ...(key !== undefined && { authorization: `Bearer ${key}` }) } })

it('answers customers, and everybody about its health', async () => {
  expect((await get('/v1/measurements', 'key-of-north')).json()).toEqual({ customer: 'north', outcome: 'pass' })
  expect((await get('/v1/measurements')).statusCode).toBe(401)
  expect((await get('/v1/measurements')).body).toContain('Authorization: Bearer KEY')
  expect((await get('/health')).statusCode).toBe(200)
})

it('counts requests by customer and plan, not by address', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 61; count += 1)
    statuses.push((await get('/v1/measurements', 'key-of-north', `198.51.100.${count}`)).statusCode)
  expect([statuses[59], statuses[60]]).toEqual([200, 429])
  expect((await get('/v1/measurements', 'key-of-south')).statusCode).toBe(200)
})

it('stops an address that guesses keys, and admits customers with other addresses', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 11; count += 1)
    statuses.push((await get('/v1/measurements', `guess-${count}`)).statusCode)
  expect([statuses[0], statuses[9], statuses[10]]).toEqual([401, 401, 429])
  expect((await get('/v1/measurements', 'key-of-north', '198.51.100.7')).statusCode).toBe(200)
})
