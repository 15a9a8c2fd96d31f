import { describeStoreContract } from '@tidegate/engine/testing'
import { runs } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createThreadStoreIn } from './create-thread-store.ts'
import { createThreadMemory } from './thread-memory.ts'

describeStoreContract(
  'the store of threads',
  () => createThreadStoreIn(createThreadMemory({ capacity: 1000, bytes: 2 ** 26 }), { isCallersClock: true }),
  { describe, it, expect },
  { sequences: runs(5) },
)
