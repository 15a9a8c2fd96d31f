import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { splitShell } from '@tidegate/request-specs/curl'
import { runCommand, type CommandResult } from './run-command.ts'

/** One command of a golden file, and its result. */
export interface GoldenStep extends CommandResult {
  readonly args: readonly string[]
}

/**
 * Runs the commands in the input of a golden file: files come first (`=== NAME`, then their text), then commands (`$ tidegate …`;
 * `$ cat NAME` shows a file; `< NAME` at the end of a line is standard input). Returns the result of each command, and all as text.
 */
export async function runGolden(
  input: string,
): Promise<{ readonly steps: readonly GoldenStep[]; readonly text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-golden-'))
  try {
    const steps: GoldenStep[] = []
    const lines: string[] = []
    for (const part of input.split(/^(?==== )/m)) writePart(part, folder)
    for (const line of input.split('\n').filter((each) => each.startsWith('$ '))) {
      const words = splitShell(line.slice(2))
      if (words.kind === 'fault') throw new Error(`${line}: ${words.message}`)
      const [program, ...rest] = words.words
      lines.push(line)
      if (program === 'cat') {
        lines.push(readFileSync(join(folder, rest[0]!), 'utf8'))
        continue
      }
      if (program !== 'tidegate') throw new Error(`golden files run tidegate, not ${program}`)
      const from = rest.indexOf('<')
      const bytes = from < 0 ? new Uint8Array() : readFileSync(join(folder, rest[from + 1]!))
      const args = from < 0 ? rest : rest.slice(0, from)
      const result = await runCommand(args, folder, {
        stdin: async function* () {
          yield bytes
        },
      })
      steps.push({ args, ...result })
      const hide = (text: string): string => text.replaceAll(folder, '/folder')
      if (result.out !== '') lines.push(hide(result.out).trimEnd())
      if (result.err !== '') lines.push('--- standard error', hide(result.err).trimEnd())
      lines.push(`--- exit ${result.code}`, '')
    }
    return { steps, text: `${lines.join('\n').trimEnd()}\n` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writePart(part: string, folder: string): void {
  const head = /^=== (.+)\n/.exec(part)
  if (head === null) return
  const path = join(folder, head[1]!)
  mkdirSync(dirname(path), { recursive: true })
  const text = part.slice(head[0].length)
  const end = text.search(/^\$ /m)
  writeFileSync(path, end < 0 ? text : text.slice(0, end))
}
