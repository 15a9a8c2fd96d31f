export { run } from './run.ts'
export { CliError, exitCodes, type ExitCode, type Io } from './io.ts'
