import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'

const module = new URL('./yield-processor.ts', import.meta.url).href

it.runIf(process.platform === 'linux')('lowers the priority of its own thread only', async () => {
  const before = getPriority()
  const worker = new Worker(
    `import { parentPort } from 'node:worker_threads'
import { getPriority } from 'node:os'
import { yieldProcessor } from ${JSON.stringify(module)}
yieldProcessor()
parentPort.postMessage(getPriority())`,
    { eval: true, execArgv: ['--input-type=module'] },
  )
  const own = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
  expect(own).toBeGreaterThan(before)
  expect(getPriority()).toBe(before)
})
