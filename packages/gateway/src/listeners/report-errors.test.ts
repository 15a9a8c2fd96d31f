import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { reportErrors } from './report-errors.ts'

it('reports the errors of a server that listens, which goes on, and leaves those of a start to others', async () => {
  const errors: string[] = []
  const server = createServer()
  reportErrors(server, ({ message }) => errors.push(message))
  expect(() => server.emit('error', new Error('cannot listen'))).toThrow('cannot listen')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.emit('error', new Error('accept EMFILE'))
  expect([errors, server.listening]).toEqual([['accept EMFILE'], true])
  server.close()
})
