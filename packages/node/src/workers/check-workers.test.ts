import { createMemoryStore } from '@tidegate/engine'
import { describe, expect, it } from 'vitest'
import { checkWorkers } from './check-workers.ts'

describe('the option workers', () => {
  it('is not given together with other ways to count', () => {
    expect(() => checkWorkers({ workers: 'shared', store: createMemoryStore() })).toThrow('`workers` or `store`')
    expect(() => checkWorkers({ workers: 'shared', processes: 2 })).toThrow('`workers` or `processes`')
  })

  it('is shared or absent', () => {
    expect(() => checkWorkers({ workers: 'yes' })).toThrow("`workers` must be 'shared'")
    checkWorkers({ workers: 'shared' })
    checkWorkers({ processes: 2 })
  })
})
