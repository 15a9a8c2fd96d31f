import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { splitShell } from '../request/curl/split-shell.ts'
import { runCommand } from './run-command.ts'

const block = /^```console\n([^]*?)^```$/gm

/**
 * Returns a document with every `console` block updated: lines that begin with `$ ` are run as commands, each block in its own copy of
 * `folder`, and the output of each command follows its line; `$ cat FILE` shows a file, `$ cd FOLDER` changes to a folder below that copy.
 */
export async function refreshTranscripts(markdown: string, folder: URL): Promise<string> {
  const parts: string[] = []
  let at = 0
  for (const match of markdown.matchAll(block)) {
    const commands = match[1]!.split('\n').filter((line) => line.startsWith('$ '))
    parts.push(markdown.slice(at, match.index), `\`\`\`console\n${await transcriptOf(commands, folder)}\`\`\``)
    at = match.index + match[0].length
  }
  return [...parts, markdown.slice(at)].join('')
}

async function transcriptOf(commands: readonly string[], folder: URL): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'tidegate-docs-'))
  try {
    cpSync(fileURLToPath(folder), copy, { recursive: true })
    const lines: string[] = []
    let folderNow = copy
    for (const command of commands) {
      const words = splitShell(command.slice(2))
      if (words.kind === 'fault') throw new Error(`${command}: ${words.message}`)
      const [program, ...args] = words.words
      lines.push(command)
      if (program === 'cat') lines.push(readFileSync(join(folderNow, args[0]!), 'utf8').trimEnd())
      else if (program === 'cd') folderNow = join(copy, args[0]!)
      else if (program === 'tidegate') {
        const { out, err } = await runCommand(args, folderNow)
        const text = `${out}${err}`.replaceAll(copy, '/srv/site').trimEnd()
        if (text !== '') lines.push(text)
      } else throw new Error(`transcripts run tidegate, not ${program}`)
    }
    return `${lines.join('\n')}\n`
  } finally {
    rmSync(copy, { recursive: true })
  }
}
