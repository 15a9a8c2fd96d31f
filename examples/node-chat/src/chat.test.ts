import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sendRequest, type TestReply } from '@tidegate/engine/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Chat, createChat } from './app.ts'

const policy = fileURLToPath(new URL('../chat.policy', import.meta.url))

let chat: Chat
const open: WebSocket[] = []

beforeEach(async () => {
  chat = createChat(policy, new Map(['ana', 'ben'].map((name) => [name, `${name}-password`])))
  await chat.guard.ready
  chat.server.listen(0, '127.0.0.1')
  await once(chat.server, 'listening')
})

afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate()
  chat.server.closeAllConnections()
  chat.server.close()
  await chat.guard.close()
})

const port = (): number => (chat.server.address() as AddressInfo).port

const logIn = (name: string, password: string, ip = '203.0.113.9'): Promise<TestReply> =>
  sendRequest({
    port: port(),
    method: 'POST',
    target: '/login',
    headers: ['X-Forwarded-For', ip, 'Authorization', `Basic ${btoa(`${name}:${password}`)}`],
  })

async function cookieOf(name: string): Promise<string> {
  const { headers } = await logIn(name, `${name}-password`)
  return String(headers['set-cookie']).split(';')[0]!
}

/** Connects to the chat. Resolves with the socket, or with the status of the refusal. */
async function connect(cookie: string, ip = '203.0.113.9'): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port()}/chat`, {
    headers: { cookie, 'x-forwarded-for': ip },
  })
  open.push(socket)
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode))
    socket.once('error', reject)
  })
}

it('passes messages on between users who are logged in', async () => {
  const ana = (await connect(await cookieOf('ana'))) as WebSocket
  const ben = (await connect(await cookieOf('ben'))) as WebSocket
  const heard = once(ana, 'message')
  ben.send('hello')
  expect(String((await heard)[0])).toBe('ben: hello')
})

it('refuses connections without a session, and from addresses that are blocked', async () => {
  expect(await connect('')).toBe(401)
  expect(await connect(await cookieOf('ana'), '198.51.100.7')).toBe(403)
})

it('limits how often a user connects', async () => {
  const cookie = await cookieOf('ana')
  const results: (WebSocket | number)[] = []
  for (let count = 0; count < 6; count += 1) results.push(await connect(cookie))
  expect(results.map((result) => (typeof result === 'number' ? result : 101))).toEqual([101, 101, 101, 101, 101, 429])
  expect(await connect(await cookieOf('ben'))).toBeInstanceOf(WebSocket)
})

it('counts wrong passwords only', async () => {
  for (let count = 0; count < 6; count += 1) expect((await logIn('ana', 'ana-password')).status).toBe(200)
  const guesses: number[] = []
  for (let count = 0; count < 6; count += 1) guesses.push((await logIn('ana', `guess ${count}`)).status)
  expect(guesses).toEqual([401, 401, 401, 401, 401, 429])
})
