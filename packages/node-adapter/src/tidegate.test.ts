import { createServer, request as send, type ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { gateOfText, sendRequest } from '@tidegate/engine/testing'
import { closeServer, listenOnLoopback } from '@tidegate/adapter-contract'
import { expect, it } from 'vitest'
import { tidegate } from './tidegate.ts'

it('refuses a listener that is not a function', () => {
  const guard = tidegate({ gate: gateOfText('block path in /admin/**') })
  expect(() => guard.protect(undefined as never)).toThrow(/protect: expected the listener/)
})

it('answers with 500 and says what to write if it is given to a server itself', async () => {
  const errors: unknown[] = []
  const guard = tidegate({ gate: gateOfText('block path in /admin/**'), onError: (error) => errors.push(error) })
  const server = createServer(guard as never)
  const port = await listenOnLoopback(server)
  expect((await sendRequest({ port })).status).toBe(500)
  await closeServer(server)
  expect(errors).toEqual([
    expect.objectContaining({ message: expect.stringContaining('createServer(guard.protect(listener))') }),
  ])
})

it('breaks off a reply whose listener fails after it has begun, so that the client sees that it is incomplete', async () => {
  const errors: unknown[] = []
  const gate = gateOfText('block path in /admin/**')
  const guard = tidegate({ gate, onError: (error) => errors.push(error) })
  const server = createServer(
    guard.protect(async (_request, response: ServerResponse) => {
      response.write('half of it')
      await setImmediate()
      throw new Error('no database')
    }),
  )
  const port = await listenOnLoopback(server)
  const end = await new Promise((resolve) => {
    send({ port, host: '127.0.0.1' }, (response) => {
      response.on('error', () => resolve('incomplete'))
      response.on('end', () => resolve('complete'))
      response.resume()
    }).end()
  })
  await closeServer(server)
  expect([end, errors]).toEqual(['incomplete', [new Error('no database')]])
})
