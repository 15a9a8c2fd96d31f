import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import type { Admission, RequestEnd } from '@tidegate/engine'
import { rememberHandling } from './handling.ts'
import { settleWithReply } from './settle-with-reply.ts'

function responseWith(statusCode: number): ServerResponse {
  const response = Object.assign(new EventEmitter(), {
    statusCode,
    writableEnded: false,
    writeHead: () => response,
    end: () => response,
  })
  return response as unknown as ServerResponse
}

function admission(awaitsReply: boolean): Pick<Admission, 'awaitsReply' | 'settle'> & { readonly ends: RequestEnd[] } {
  const ends: RequestEnd[] = []
  return { awaitsReply, ends, settle: (end) => ends.push(end) }
}

it('settles when the status is sent, before the response closes', () => {
  const response = responseWith(401)
  const { ends, ...rest } = admission(true)
  settleWithReply(response, rest as Admission)
  expect(ends).toEqual([])
  expect(response.writeHead(401)).toBe(response)
  expect(ends).toEqual([{ status: 401 }])
})

it('settles by the status of a handler that ends after the client has left', async () => {
  const response = responseWith(200)
  const { ends, ...rest } = admission(true)
  settleWithReply(response, rest as Admission)
  const handled = Promise.withResolvers<void>()
  rememberHandling(response, handled.promise)
  response.emit('close')
  expect(ends).toEqual([])
  response.statusCode = 401
  handled.resolve()
  await handled.promise
  expect(ends).toEqual([{ status: 401 }])
})

it('settles by the status of a handler that ends its reply after the client has left', () => {
  const response = responseWith(200)
  const { ends, ...rest } = admission(true)
  settleWithReply(response, rest as Admission)
  response.emit('close')
  response.statusCode = 401
  response.end()
  expect(ends).toEqual([{ status: 401 }])
})

it('settles without a status when the handler fails after the client has left', async () => {
  const response = responseWith(200)
  const { ends, ...rest } = admission(true)
  settleWithReply(response, rest as Admission)
  const failed = Promise.reject(new Error('broken'))
  rememberHandling(response, failed)
  response.emit('close')
  await failed.catch(() => {})
  expect(ends).toEqual([{}])
})

it('does not change a response if no limit depends on it', () => {
  const response = responseWith(200)
  const before = Object.entries(response)
  settleWithReply(response, admission(false) as unknown as Admission)
  expect(Object.entries(response)).toEqual(before)
  expect(response.listenerCount('close')).toBe(0)
})

it('settles a reply to a client that had left before the decision', async () => {
  const response = Object.assign(responseWith(200), { destroyed: true })
  const { ends, ...rest } = admission(true)
  settleWithReply(response, rest as Admission)
  const handled = Promise.withResolvers<void>()
  rememberHandling(response, handled.promise)
  response.statusCode = 401
  handled.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  expect(ends).toEqual([{ status: 401 }])
})
