import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What an example printed, and what its comments say that it prints. */
export interface ExampleRun {
  readonly stdout: string
  /** The lines of `stdout`. */
  readonly printed: readonly string[]
  /** The texts after `// →` at the ends of lines, in their order. */
  readonly promised: readonly string[]
}

/** Returns the first block of code in `language` in a text of Markdown, or an empty text if there is none. */
export function readBlock(markdown: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(markdown)?.[1] ?? ''
}

/**
 * Runs the program of a README in `folder`, its package, from the sources of all packages. The program finds `files` where it names them
 * in single quotes; they are removed after it. Rejects if the program fails.
 */
export async function runExample(
  folder: string,
  program: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<ExampleRun> {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  try {
    let code = program
    for (const [name, content] of Object.entries(files)) {
      const path = join(work, name)
      writeFileSync(path, content)
      code = code.replaceAll(`'${name}'`, () => JSON.stringify(path))
    }
    const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', code]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
    return {
      stdout,
      printed: stdout.replace(/\n$/, '').split('\n'),
      promised: [...program.matchAll(/\/\/ → ?(.*)$/gm)].map(([, text = '']) => text),
    }
  } finally {
    rmSync(work, { recursive: true })
  }
}
