import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeStoreContract } from '@tidegate/engine/testing'
import { runs } from '@tidegate/test-support'
import { afterAll, describe, expect, it } from 'vitest'
import { createStoreIn } from './create-workers-store.ts'
import { stopOwners } from './testing/stop-owners.ts'

describe('the store of workers', () => {
  const root = mkdtempSync(join(tmpdir(), 'tidegate-workers-'))
  let stores = 0

  afterAll(async () => {
    await stopOwners(root)
    rmSync(root, { recursive: true })
  })

  // One owner for all tests: policies with other tags never share counters.
  describeStoreContract(
    'the store of workers',
    () => {
      const store = createStoreIn('contract', root, { isCallersClock: true })
      const suffix = `-${stores++}`
      return { ...store, layout: (layout) => store.layout({ ...layout, tag: layout.tag + suffix }) }
    },
    { describe, it, expect },
    { ownClock: true, sequences: runs(3) },
  )
})
