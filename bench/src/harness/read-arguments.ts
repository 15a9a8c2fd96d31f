import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'

/** The flags and the other arguments of this process. With an unknown flag, it writes what is wrong and the help, and exits with code 2. */
export function readArguments<Options extends ParseArgsOptionsConfig>(options: Options, help: string) {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}\n\n${help}`)
    process.exit(2)
  }
}
