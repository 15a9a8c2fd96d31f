export { createRandom } from './create-random.ts'
export { runs, seed } from './random-run.ts'
