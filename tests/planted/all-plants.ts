import { checkerPlants } from './checker-plants.ts'
import { enginePlants } from './engine-plants.ts'
import { formatterPlants } from './formatter-plants.ts'
import type { Plant } from './plant.ts'
import { valuesPlants } from './values-plants.ts'

/** Every planted mistake. `pnpm planted` plants them one by one and tells which the tests notice. */
export const allPlants: readonly Plant[] = [...valuesPlants, ...checkerPlants, ...formatterPlants, ...enginePlants]
