export { readGoldens, settleGolden, type Golden } from './testing/golden.ts'
export {
  arbitraryProgram,
  arbitraryMessyProgram,
  arbitraryRule,
  type RandomProgramOptions,
} from './testing/random-program.ts'
export { largestPolicies } from './testing/largest-policies.ts'
export type { LargestPolicy } from './testing/largest-policy.ts'
export { readPolicyFiles, type PolicyFiles } from './testing/files-host.ts'
