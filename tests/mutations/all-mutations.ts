import { checkerMutations } from './checker-mutations.ts'
import { engineMutations } from './engine-mutations.ts'
import { formatterMutations } from './formatter-mutations.ts'
import { listMutations } from './list-mutations.ts'
import type { Mutation } from './mutation.ts'
import { readerMutations } from './reader-mutations.ts'
import { valuesMutations } from './values-mutations.ts'

/** Every mutation. `pnpm mutations` applies them one by one and prints which the tests kill. */
export const allMutations: readonly Mutation[] = [
  ...valuesMutations,
  ...checkerMutations,
  ...formatterMutations,
  ...engineMutations,
  ...readerMutations,
  ...listMutations,
]
