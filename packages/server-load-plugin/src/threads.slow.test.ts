import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { serverLoad } from './server-load.ts'

const source = fileURLToPath(new URL('server-load.ts', import.meta.url))

it('measures each thread by itself', { timeout: 30_000 }, async () => {
  const program = `
    const { parentPort } = require('node:worker_threads')
    import(${JSON.stringify(source)}).then(({ serverLoad }) => {
      const load = serverLoad({ sampleMs: 50 })
      const spin = () => {
        const end = performance.now() + 10
        while (performance.now() < end);
        if (!(load.values().eventLoop > 0.9)) return setImmediate(spin)
        parentPort.postMessage(load.values().eventLoop)
        load.close()
      }
      spin()
    })`
  const here = serverLoad({ sampleMs: 50 })
  const worker = new Worker(program, { eval: true, execArgv: ['--conditions=@tidegate/source'] })
  const [busy] = (await once(worker, 'message')) as [number]
  await worker.terminate()
  expect(busy).toBeGreaterThan(0.9)
  await expect.poll(() => here.values().eventLoop, { timeout: 10_000 }).toBeLessThan(0.5)
  here.close()
})

it('does not keep a process running', { timeout: 30_000 }, async () => {
  const program = `import { serverLoad } from ${JSON.stringify(source)}; serverLoad()`
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', program]
  const { stderr } = await promisify(execFile)(process.execPath, args)
  expect(stderr).toBe('')
})
