import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { GateEvents } from '@tidegate/engine'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { endWithReply } from './end-with-reply.ts'
import { handlingFailed, rememberHandling } from './handling.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

interface Watched {
  readonly response: ServerResponse & { headersSent: boolean }
  readonly ended: () => number
  readonly warnings: GateEvents['warning'][]
  readonly leave: () => Promise<void>
}

function watched(): Watched {
  const response = Object.assign(new EventEmitter(), {
    destroyed: false,
    headersSent: false,
    writableEnded: false,
    write: () => true,
    end() {
      response.writableEnded = true
      return response
    },
  })
  let ended = 0
  const warnings: GateEvents['warning'][] = []
  const admission = { awaitsEnd: true, end: () => void ended++ }
  endWithReply(response as unknown as ServerResponse, admission, (warning) => warnings.push(warning))
  return {
    response: response as unknown as Watched['response'],
    ended: () => ended,
    warnings,
    leave: () => {
      response.emit('close')
      return new Promise((resolve) => setImmediate(resolve))
    },
  }
}

it('ends when the reply is finished', () => {
  const { response, ended } = watched()
  response.end()
  expect(ended()).toBe(0)
  response.emit('finish')
  expect(ended()).toBe(1)
})

it('ends with the promise of the handler if the client has left', async () => {
  const { response, ended, leave } = watched()
  const handled = Promise.withResolvers<void>()
  rememberHandling(response, handled.promise)
  await leave()
  vi.advanceTimersByTime(59_999)
  expect(ended()).toBe(0)
  handled.resolve()
  await handled.promise
  expect(ended()).toBe(1)
})

it('ends when the handler fails, before the client has left', async () => {
  const thrown = watched()
  handlingFailed(thrown.response)
  expect(thrown.ended()).toBe(1)
  const rejected = watched()
  const failed = Promise.reject(new Error('broken'))
  rememberHandling(rejected.response, failed)
  await failed.catch(() => {})
  expect(rejected.ended()).toBe(1)
})

it('ends with the reply of a handler without a promise if the client has left', async () => {
  const { response, ended, leave } = watched()
  await leave()
  vi.advanceTimersByTime(59_999)
  expect(ended()).toBe(0)
  response.end()
  expect(ended()).toBe(1)
})

it('ends a reply that has begun five seconds after its last part if the client has left', async () => {
  const { response, ended, warnings, leave } = watched()
  response.headersSent = true
  await leave()
  for (let part = 0; part < 5; part++) {
    vi.advanceTimersByTime(4_999)
    response.write('part')
  }
  expect(ended()).toBe(0)
  vi.advanceTimersByTime(5_000)
  expect([ended(), warnings]).toEqual([1, []])
})

it('ends with the client if a stream is piped into the reply', async () => {
  const { response, ended, leave } = watched()
  response.emit('pipe')
  response.once('close', () => response.emit('unpipe'))
  await leave()
  expect(ended()).toBe(1)
})

it('gives up after a minute without the client, with a warning', async () => {
  for (const promise of [undefined, new Promise(() => {})]) {
    const { response, ended, warnings, leave } = watched()
    rememberHandling(response, promise)
    vi.advanceTimersByTime(600_000)
    await leave()
    vi.advanceTimersByTime(59_999)
    expect([ended(), warnings]).toEqual([0, []])
    vi.advanceTimersByTime(1)
    expect([ended(), warnings]).toMatchObject([1, [{ code: 'request-never-ended' }]])
  }
})

it('ends several admissions of one request together, and one that comes later at once', () => {
  const { response, ended } = watched()
  let others = 0
  const other = { awaitsEnd: true, end: () => void others++ }
  endWithReply(response, other, () => {})
  response.end()
  response.emit('finish')
  expect([ended(), others]).toEqual([1, 1])
  endWithReply(response, other, () => {})
  expect([ended(), others]).toEqual([1, 2])
})

it('does not change a response that holds no places', () => {
  const response = new EventEmitter() as unknown as ServerResponse
  const before = Object.entries(response)
  endWithReply(response, { awaitsEnd: false, end: () => {} }, () => {})
  expect(Object.entries(response)).toEqual(before)
  expect(response.eventNames()).toEqual([])
})
