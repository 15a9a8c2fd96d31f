import { spawn } from 'node:child_process'

/** What a command printed and how it ended; `code` is 2 if it could not be started. */
export interface CommandResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Maximum length of the output that is kept, in characters. */
const maxOutput = 16 * 1_024 * 1_024

/** Runs the command line of Tidegate in a folder. Never throws; `signal` ends the process, and so does the end of this one. */
export function runCommand(
  command: readonly string[],
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<CommandResult> {
  const [program = '', ...first] = command
  return new Promise((settle) => {
    let [out, err] = ['', '']
    const child = spawn(program, [...first, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    })
    const end = (): void => void child.kill()
    process.once('exit', end)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (out.length < maxOutput) out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (err.length < maxOutput) err += text
    })
    child.on('error', (error) => {
      process.off('exit', end)
      settle({ code: 2, out, err: `\`${program}\` could not be started: ${error.message}` })
    })
    child.on('close', (code) => {
      process.off('exit', end)
      settle({ code: code ?? 2, out, err })
    })
  })
}
