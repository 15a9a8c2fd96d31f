import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../public-packages.ts'
import { mustRun, run } from './run.ts'
import { freePort, serve, type Serving } from './serve.ts'

interface Block {
  readonly language: string
  readonly text: string
  /** The file that the sentence before the block says to write. */
  readonly file: string | undefined
}

/** What stands for the time in a comparison, because commands show the present one. */
const times = /\d{4}-\d\d-\d\dT[\d:.]+Z|\b[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d UTC/g

/**
 * Follows `docs/getting-started.md` word for word in an empty folder: installs, writes its files, runs its commands and compares what they print,
 * starts its server, first observing and then enforcing, and runs the steps of its workflow. The port is another one, because 3000 may be in
 * use. Returns what differs.
 */
export async function followGettingStarted(folder: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const page = readFileSync(join(root, 'docs/getting-started.md'), 'utf8').replaceAll('3000', `${port}`)
  const findings: string[] = []
  const differs = (what: string, got: string): void => void findings.push(`${what}: ${got}`)
  let serving: Serving | undefined
  const restart = async (): Promise<void> => {
    await serving?.stop()
    serving = await serve(['node', 'server.js'], { cwd: folder, env, url: `http://localhost:${port}/` })
  }
  const shell = (command: string): string => mustRun('sh', ['-c', command], folder, env)

  for (const { language, text, file } of blocksOf(page)) {
    if (file !== undefined) writeFileSync(join(folder, file), text)
    else if (language === 'sh') {
      for (const line of text.trim().split('\n')) {
        if (line === 'node server.js') await restart()
        else shell(line)
      }
    } else if (language === 'console') {
      for (const { command, output } of commandsOf(text)) {
        const { stdout, stderr } = run('sh', ['-c', command], folder, env)
        if (withoutTimes(stdout) !== withoutTimes(output)) differs(`$ ${command}`, `${stdout}${stderr}`)
      }
    } else if (language === 'text') {
      // The log of the server, with an ellipsis for what differs from machine to machine.
      for (const line of text.trim().split('\n')) {
        const parts = line.split('…').map((part) => part.trim())
        if (!(await isPrinted(serving, parts)))
          differs(`the log does not contain \`${line}\``, serving?.printed() ?? '')
      }
    } else if (language === 'yaml') {
      for (const [, command = ''] of text.matchAll(/^ *- run: (.*)$/gm)) shell(command)
    }
  }

  const status = `curl -s -o answer.txt -w '%{http_code}' localhost:${port}/admin/users`
  if (shell(status) !== '200') differs('observing', shell(status))
  const server = readFileSync(join(folder, 'server.js'), 'utf8')
  const enforcing = server.replace(" mode: 'observe',", '')
  if (enforcing === server) differs('step 5', "the program has no `mode: 'observe'` to remove")
  writeFileSync(join(folder, 'server.js'), enforcing)
  await restart()
  if (shell(status) !== '403') differs('enforcing', shell(status))
  await serving?.stop()
  return findings
}

function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/(?<before>[^\n]*)\n*^```(?<language>\w+)\n(?<text>[\s\S]*?)^```$/gm)].map(({ groups }) => ({
    language: groups!['language']!,
    text: groups!['text']!,
    file: /^Write `([^`]+)`:$/.exec(groups!['before']!)?.[1],
  }))
}

function commandsOf(text: string): readonly { readonly command: string; readonly output: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return { command: part.slice(0, end), output: part.slice(end + 1) }
    })
}

function withoutTimes(text: string): string {
  return text.replaceAll(times, 'TIME').trimEnd()
}

/** Whether a line of the log contains all parts; waits for up to two seconds. */
async function isPrinted(serving: Serving | undefined, parts: readonly string[]): Promise<boolean> {
  for (let tries = 0; tries < 20; tries += 1) {
    const lines = serving?.printed().split('\n') ?? []
    if (lines.some((line) => parts.every((part) => line.includes(part)))) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}
