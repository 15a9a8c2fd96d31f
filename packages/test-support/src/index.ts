export { type CliBundle, bundleCli } from './bundle-cli.ts'
export { createRandom, createRandomWords } from './create-random.ts'
export { runs, seed, sizeUpTo } from './random-run.ts'
