import { describe, expect, it } from 'vitest'
import { freePorts } from './free-ports.ts'
import { runServer } from './run-server.ts'

describe('runServer', () => {
  it('waits until the program accepts connections, and ends it', async () => {
    const [port = 0] = await freePorts(1)
    const program = `console.log('hello'); setTimeout(() => require('node:http').createServer((_, reply) => reply.end('here')).listen(${port}, '127.0.0.1'), 100)`
    const server = await runServer({ path: process.execPath, args: ['-e', program], port })
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    expect(server.output()).toBe('hello\n')
    await server.stop()
    await server.stop()
    expect(server.process.signalCode).toBe('SIGTERM')
  })

  it('says what a program wrote that ends before it is ready', async () => {
    const [port = 0] = await freePorts(1)
    const program = `console.error('bad configuration'); process.exit(3)`
    await expect(runServer({ path: process.execPath, args: ['-e', program], port })).rejects.toThrow(
      'bad configuration',
    )
    await expect(runServer({ path: '/does/not/exist', args: [], port })).rejects.toThrow('ENOENT')
  })
})
