import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { splitShell } from '@tidegate/request-specs/curl'
import { startExampleGateway } from './example-gateway.ts'
import { runCommand } from './run-command.ts'

/** Commands that ask a running gateway: one with the policy of the folder, and with some requests, is started for their block. */
const asksGateway = /^\$ tidegate (?:why|counters|tighten) (?!--help)/

const block = /^```console\n([^]*?)^```$/gm

/**
 * Returns a document with every `console` block updated: lines that begin with `$ ` are run as commands, each block in its own copy of
 * `folder`, and the output of each command follows its line; `$ cat FILE` shows a file, `$ cd FOLDER` changes to a folder below that copy.
 * Without a folder, all blocks share one that is empty at first.
 */
export async function refreshTranscripts(markdown: string, folder?: URL): Promise<string> {
  const shared = folder === undefined ? mkdtempSync(join(tmpdir(), 'tidegate-docs-')) : undefined
  try {
    return await refreshed(markdown, (commands) =>
      shared === undefined ? transcriptInCopy(commands, folder!) : transcriptOf(commands, shared),
    )
  } finally {
    if (shared !== undefined) rmSync(shared, { recursive: true })
  }
}

async function refreshed(
  markdown: string,
  transcript: (commands: readonly string[]) => Promise<string>,
): Promise<string> {
  const parts: string[] = []
  let at = 0
  for (const match of markdown.matchAll(block)) {
    const commands = match[1]!.split('\n').filter((line) => line.startsWith('$ '))
    parts.push(markdown.slice(at, match.index), `\`\`\`console\n${await transcript(commands)}\`\`\``)
    at = match.index + match[0].length
  }
  return [...parts, markdown.slice(at)].join('')
}

async function transcriptInCopy(commands: readonly string[], folder: URL): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'tidegate-docs-'))
  try {
    cpSync(fileURLToPath(folder), copy, { recursive: true })
    return await transcriptOf(commands, copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

async function transcriptOf(commands: readonly string[], folder: string): Promise<string> {
  const example = commands.some((command) => asksGateway.test(command)) ? await startExampleGateway(folder) : undefined
  try {
    return await transcriptWith(commands, folder)
  } finally {
    await example?.stop()
  }
}

async function transcriptWith(commands: readonly string[], folder: string): Promise<string> {
  const lines: string[] = []
  let folderNow = folder
  for (const command of commands) {
    const words = splitShell(command.slice(2))
    if (words.kind === 'fault') throw new Error(`${command}: ${words.message}`)
    const [program, ...args] = isNpx(words.words) ? words.words.slice(1) : words.words
    lines.push(command)
    if (program === 'cat') lines.push(readFileSync(join(folderNow, args[0]!), 'utf8').trimEnd())
    else if (program === 'cd') folderNow = join(folder, args[0]!)
    else if (program === 'tidegate' || program === '@tidegate/cli') {
      const { out, err } = await runCommand(args, folderNow)
      const text = `${out}${err}`.replaceAll(folder, '/srv/site').trimEnd()
      if (text !== '') lines.push(text)
    } else throw new Error(`transcripts run tidegate, not ${program}`)
  }
  return `${lines.join('\n')}\n`
}

function isNpx(words: readonly string[]): boolean {
  return words[0] === 'npx' && words[1] === '@tidegate/cli'
}
