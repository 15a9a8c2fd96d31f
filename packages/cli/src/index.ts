export { run } from './run.ts'
export { CannotRun, exitCodes, type ExitCode, type Io } from './io.ts'
