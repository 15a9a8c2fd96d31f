import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import type { Operator } from '../operator/operator.ts'
import { createProbes } from '../probes/probes.ts'
import { adminListener } from './admin-listener.ts'
import { createAdminTokens } from './tokens.ts'

it.each([
  ['127.0.0.1', 201],
  ['::1', 201],
  ['::ffff:127.0.0.1', 201],
  [undefined, 201],
  ['203.0.113.9', 403],
  ['172.17.0.1', 403],
  ['::ffff:10.0.0.1', 403],
  ['2001:db8::1', 403],
])('asked for the mark of a probe by %s, answers %s', (remoteAddress, expected) => {
  const listener = adminListener({
    isReady: () => true,
    probes: createProbes(() => 0),
    operator: {} as Operator,
    tokens: createAdminTokens([]),
    metrics: () => {},
  })
  let status = 0
  const response = { writeHead: (given: number) => void (status = given), end: () => {} }
  const ask = (url: string, method: string): void =>
    listener(
      { url, method, headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage,
      response as unknown as ServerResponse,
    )
  ask('/probes', 'POST')
  expect(status).toBe(expected)
  ask('/readyz', 'GET')
  expect(status).toBe(200)
})
