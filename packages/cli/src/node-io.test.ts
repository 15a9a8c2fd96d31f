import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { nodeIo } from './node-io.ts'

function processOf(columns?: number): NodeJS.Process {
  const stream = (): object => Object.assign(new EventEmitter(), { columns, isTTY: true, write: () => true })
  const parts = { stdout: stream(), stderr: stream(), env: {}, argv: [], cwd: () => '/' }
  return Object.assign(new EventEmitter(), parts) as unknown as NodeJS.Process
}

describe('the environment of a process', () => {
  it.each([
    [120, 120],
    [0, 80],
    [undefined, 80],
  ])('has for a terminal of %j columns a width of %i', (columns, width) => {
    expect(nodeIo(processOf(columns)).columns).toBe(width)
  })

  it('leaves an interruption to the process until a command asks for it', () => {
    const process = processOf()
    const io = nodeIo(process)
    expect(process.listenerCount('SIGINT')).toBe(0)
    const { signal } = io
    expect([process.listenerCount('SIGINT'), io.signal === signal, signal.aborted]).toEqual([1, true, false])
    process.emit('SIGINT')
    expect(signal.aborted).toBe(true)
  })
})
