export { readGoldens, settleGolden, type Golden } from './testing/golden.ts'
