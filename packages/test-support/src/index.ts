export { type CliBundle, bundleCli } from './bundle-cli.ts'
export { createRandom } from './create-random.ts'
export { runs, seed, sizeUpTo } from './random-run.ts'
