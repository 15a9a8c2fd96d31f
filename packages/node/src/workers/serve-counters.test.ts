import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLineSender, receiveLines } from './message-lines.ts'
import { OwnedCounters } from './owned-counters.ts'
import { OwnedStates } from './owned-states.ts'
import { serveCounters } from './serve-counters.ts'

const counters = [{ identity: 'x', algorithm: 'log', count: 5, periodMs: 60_000 }]
const layout = { tag: 't', subjects: [{ identity: 'ip', shadow: false, counters }] }
const charge = { subject: 0, counter: 0, key: ['a'], mode: 'enforce', includingRefused: false, places: 1 }
const call = { kind: 'consume', id: 1, nowMs: 0, charges: [charge] }

let folder: string
let server: Server
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-serve-'))
  server = createServer()
  serveCounters(server, new OwnedCounters(folder), new OwnedStates())
  server.listen(join(folder, 'socket'))
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  await once(server, 'close')
  rmSync(folder, { recursive: true })
})

function connected(): Socket {
  return connect(join(folder, 'socket')).on('error', () => undefined)
}

/** Sends text, and resolves when the connection has ended. */
async function send(text: string): Promise<void> {
  const socket = connected()
  socket.resume()
  socket.end(text)
  await new Promise((resolve) => socket.once('close', resolve))
}

/** Whether a worker that does all right is answered. */
async function isServed(): Promise<boolean> {
  const socket = connected()
  const answered = new Promise<boolean>((resolve) =>
    receiveLines<{ readonly kind: string }>(socket, ({ kind }) => {
      if (kind === 'answer' || kind === 'failure') resolve(kind === 'answer')
    }),
  )
  const say = createLineSender<object>(socket)
  say({ kind: 'layout', layout })
  say({ ...call, kind: 'peek' })
  const answer = await answered
  socket.destroy()
  return answer
}

const lines = (...messages: readonly unknown[]): string => messages.map((each) => `${JSON.stringify(each)}\n`).join('')
const known = { kind: 'layout', layout }
const leased = { ...charge, lease: 'l' }

describe('the process with the counters', () => {
  it.each([
    ['no JSON', 'GET / HTTP/1.1\r\n\r\n'],
    ['nothing', '\n'],
    ['no message', lines(null)],
    ['a call without a layout', lines(call)],
    ['a layout without a value', lines({ kind: 'layout' })],
    ['a layout without subjects', lines({ kind: 'layout', layout: { tag: 't' } })],
    [
      'a layout that cannot be counted',
      lines({ kind: 'layout', layout: { tag: 't', subjects: [{ counters: [{}] }] } }),
    ],
    ['a capacity that does not exist', lines({ ...known, layout: { ...layout, tag: 'u' }, capacity: -1 })],
    ['a call that does not exist', lines(known, { kind: 'x', id: 1, charges: [] })],
    ['a call without charges', lines(known, { ...call, charges: undefined })],
    ['charges of limits that do not exist', lines(known, { ...call, charges: [{ ...charge, subject: 7 }] })],
    ['counters that do not exist', lines(known, { ...call, charges: [{ ...charge, counter: -1 }] })],
    ['keys that do not exist', lines(known, { ...call, charges: [{ ...leased, key: [null, {}] }] })],
    ['charges without a key', lines(known, { ...call, charges: [{ ...leased, key: undefined }] })],
    ['a lease that is a number', lines(known, { ...call, charges: [{ ...charge, lease: 7 }] })],
    ['a settlement of nothing', lines(known, { ...call, kind: 'settle', charges: [{ ...leased, places: 'x' }] })],
    [
      'another policy in between',
      lines(known, { ...call, charges: [leased] }, { kind: 'layout', layout: { tag: 'o', subjects: [] } }),
    ],
    [
      'a layout that fails in between',
      lines(known, { ...call, charges: [leased] }, { kind: 'layout', layout: { tag: 't' } }),
    ],
  ])('serves others after a worker sent %s', async (_, text) => {
    await send(text)
    expect(await isServed()).toBe(true)
  })
})

it('says how full the tables are after the last call, also if none follows', async () => {
  const socket = connected()
  const said: number[] = []
  const hasTwo = new Promise<void>((resolve) =>
    receiveLines<{ readonly kind: string; readonly stats?: { readonly subjects: number } }>(socket, ({ stats }) => {
      if (stats !== undefined) said.push(stats.subjects)
      if (stats?.subjects === 2) resolve()
    }),
  )
  const say = createLineSender<object>(socket)
  for (const message of [known, call, { ...call, id: 2, charges: [{ ...charge, key: ['b'] }] }]) say(message)
  await hasTwo
  socket.destroy()
  expect(said).toEqual([1, 2])
})

describe('lines of messages', () => {
  it('end a connection that sends a line without an end', async () => {
    const path = join(folder, 'lines')
    const received: unknown[] = []
    const receiver = createServer((socket) =>
      receiveLines(
        socket.on('error', () => undefined),
        (line) => received.push(line),
        100_000,
      ),
    )
    receiver.listen(path)
    await once(receiver, 'listening')
    const socket = connect(path).on('error', () => undefined)
    socket.write(`${JSON.stringify('x'.repeat(90_000))}\n`)
    socket.write('"'.padEnd(500_000, 'x'))
    await new Promise((resolve) => socket.once('close', resolve))
    receiver.close()
    expect(received).toEqual(['x'.repeat(90_000)])
  })
})
