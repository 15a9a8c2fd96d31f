import { expect, test } from 'vitest'
import { unlessStopped } from './unless-stopped.ts'

test('work is completed, or abandoned when it is stopped', () => {
  const done: string[] = []
  function* work(): Generator<void, string> {
    done.push('first')
    yield
    done.push('second')
    return 'whole'
  }
  const run = (stopAfter: number): readonly [string | undefined, readonly string[]] => {
    done.length = 0
    const parts = unlessStopped(
      work(),
      () => done.length >= stopAfter,
      () => 'stopped',
    )
    let step = parts.next()
    while (step.done !== true) step = parts.next()
    return [step.value, [...done]]
  }
  expect(run(0)).toEqual(['stopped', []])
  expect(run(1)).toEqual(['stopped', ['first']])
  expect(run(3)).toEqual(['whole', ['first', 'second']])
})
