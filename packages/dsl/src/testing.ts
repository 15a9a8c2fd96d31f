export { readGoldens, settleGolden, type Golden } from './testing/golden.ts'
export {
  arbitraryProgram,
  arbitraryMessyProgram,
  arbitraryRule,
  type RandomProgramOptions,
} from './testing/random-program.ts'
