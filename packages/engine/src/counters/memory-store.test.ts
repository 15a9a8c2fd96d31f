import { describe, expect, it } from 'vitest'
import { describeStoreContract } from '../testing/store-contract.ts'
import { createNaiveStore } from '../testing/naive-store.ts'
import { createMemoryStore } from './memory-store.ts'

describeStoreContract('the memory store', () => createMemoryStore({ capacity: 1000 }), { describe, it, expect })
describeStoreContract('the model', createNaiveStore, { describe, it, expect }, { sequences: 5 })
