import { setImmediate } from 'node:timers'
import { expect, test } from 'vitest'
import { inSlices } from './in-slices.ts'

function* count(steps: number, stepMs: number): Generator<void, number> {
  for (let done = 0; done < steps; done++) {
    const end = performance.now() + stepMs
    while (performance.now() < end);
    yield
  }
  return steps
}

test('other work is done between the parts of long work', async () => {
  let served = 0
  let isWorking = true
  const serve = (): void => {
    served++
    if (isWorking) setImmediate(serve)
  }
  setImmediate(serve)
  expect(await inSlices(count(5, 2))).toBe(5)
  isWorking = false
  expect(served).toBeGreaterThanOrEqual(4)
})

test('rejects with the exception of the work', async () => {
  // eslint-disable-next-line require-yield
  function* fail(): Generator<void, never> {
    throw new RangeError('no')
  }
  await expect(inSlices(fail())).rejects.toThrow(RangeError)
})
