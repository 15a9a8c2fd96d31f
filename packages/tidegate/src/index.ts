export { type ExitCode, type Io, run } from '@tidegate/cli'
