export { readGoldens, settleGolden, type Golden } from './testing/golden.ts'
export {
  arbitraryProgram,
  arbitraryMessyProgram,
  arbitraryRule,
  type RandomProgramOptions,
} from './testing/random-program.ts'
export { readPolicyFiles, type PolicyFiles } from './testing/files-host.ts'
