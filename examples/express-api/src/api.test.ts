import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sendRequest, type TestReply } from '@tidegate/engine/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApi } from './app.ts'

const policy = fileURLToPath(new URL('../api.policy', import.meta.url))

let server: Server
let close: () => Promise<void>

beforeEach(async () => {
  const { app, guard } = createApi(policy, [
    { id: 'ana', role: 'admin', password: 'ana-password' },
    { id: 'ben', role: 'member', password: 'ben-password' },
  ])
  await guard.ready
  server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  close = () => guard.close()
})

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await close()
})

const port = (): number => (server.address() as AddressInfo).port

const get = (target: string, cookie = ''): Promise<TestReply> =>
  sendRequest({ port: port(), target, headers: ['X-Forwarded-For', '203.0.113.9', 'Cookie', cookie] })

const login = (id: string, password: string, ip = '203.0.113.9'): Promise<TestReply> =>
  sendRequest({
    port: port(),
    method: 'POST',
    target: '/login',
    headers: ['X-Forwarded-For', ip, 'Content-Type', 'application/json'],
    body: JSON.stringify({ id, password }),
  })

async function cookieOf(id: string): Promise<string> {
  const { headers } = await login(id, `${id}-password`)
  return String(headers['set-cookie']).split(';')[0]!
}

it('knows the user of a session', async () => {
  expect(JSON.parse((await get('/me')).body)).toEqual({ id: null, outcome: 'pass' })
  expect(JSON.parse((await get('/me', await cookieOf('ben'))).body)).toEqual({ id: 'ben', outcome: 'pass' })
})

it('keeps everyone but admins out of /admin', async () => {
  const members = [await get('/admin/users'), await get('/admin/users', await cookieOf('ben'))]
  expect(members.map(({ status }) => status)).toEqual([403, 403])
  expect((await get('/admin/users', await cookieOf('ana'))).status).toBe(200)
})

it('counts wrong passwords only, and stops a client after five of them, even with the right one', async () => {
  for (let count = 0; count < 8; count += 1) expect((await login('ana', 'ana-password')).status).toBe(200)
  const guesses: number[] = []
  for (let count = 0; count < 6; count += 1) guesses.push((await login('ana', `guess ${count}`)).status)
  expect(guesses).toEqual([401, 401, 401, 401, 401, 429])
  expect((await login('ana', 'ana-password')).status).toBe(429)
  expect((await login('ana', 'ana-password', '198.51.100.7')).status).toBe(200)
})
