import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { loadPolicy } from '@tidegate/node'
import { parsePathPattern } from '@tidegate/values'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { addressEntry } from '@tidegate/importers'
import { writeOutput } from '../../output/write-output.ts'
import { type Ask, withQuestions } from './ask.ts'
import { firstPolicy, type FirstPolicyChoices } from './first-policy.ts'
import { colors } from '../../terminal/colors.ts'

/** Flags of `tidegate init`. */
export interface InitFlags {
  readonly proxy?: string
  readonly block?: string
  readonly adminPath?: string
  readonly adminFrom?: string
  readonly rate?: string
  readonly scrapers?: boolean
  readonly force?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** What `init --json` prints: stable, additive; `schemas/init.schema.json` describes it. */
export interface InitReport {
  readonly version: 1
  readonly written: readonly string[]
  /** Files that were there and stayed. */
  readonly kept: readonly string[]
}

/** Writes a first policy from flags, from answers where there is a terminal, else from what is usual. */
export async function init(file: string, flags: InitFlags, io: Io): Promise<ExitCode> {
  const path = resolve(io.cwd, file)
  if (existsSync(path) && flags.force !== true)
    throw new CliError(`\`${file}\` is there`, 'name another file, or add --force')
  const isAsking = io.interactive && flags.yes !== true && flags.json !== true
  const answered = isAsking ? await withQuestions(io, (ask) => askAll(flags, ask)) : flags
  const choices = choicesOf(answered, file, io)
  const { policy, tests } = firstPolicy(choices, basename(file))
  const beside = file.replace(/\.[^./]*$/, '')
  const files = [
    { name: file, text: policy },
    { name: `${beside}.test.yaml`, text: tests },
    { name: 'tidegate.yaml', text: `policy: ${file.split(sep).join('/')}\n` },
  ]
  const written: string[] = []
  const kept: string[] = []
  for (const { name, text } of files) {
    if (existsSync(resolve(io.cwd, name)) && flags.force !== true) kept.push(name)
    else {
      await writeOutput(text, name, io)
      written.push(name)
    }
  }
  const { diagnostics } = await loadPolicy(path)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new Error(`the policy that was written is wrong: ${error.message}`)
  print({ version: 1, written, kept }, flags, io)
  return exitCodes.good
}

function print(report: InitReport, flags: InitFlags, io: Io): void {
  if (flags.json === true) {
    io.out(`${JSON.stringify(report, undefined, 2)}\n`)
    return
  }
  const paint = colors(io.color)
  for (const name of report.written) io.out(`${paint.good('written')} ${name}\n`)
  for (const name of report.kept) io.out(`${paint.dim('kept')} ${name}, which was there\n`)
  io.out('next: tidegate check, tidegate test\n')
}

const usualRate = '200'

async function askAll(flags: InitFlags, ask: Ask): Promise<InitFlags> {
  const answers: Record<string, string | boolean> = {}
  if (flags.proxy === undefined)
    answers['proxy'] = await ask('Which proxies stand in front (loopback, 10.0.0.0/8)?', '')
  if (flags.rate === undefined)
    answers['rate'] = await ask('How many requests per minute may one address make (0: any)?', usualRate)
  if (flags.block === undefined) answers['block'] = await ask('Is there a file with addresses to block?', '')
  if (flags.adminPath === undefined) {
    const path = await ask('Are there paths for some addresses only (/admin/**)?', '')
    answers['adminPath'] = path
    if (path !== '' && flags.adminFrom === undefined) answers['adminFrom'] = await ask('Which addresses?', 'loopback')
  }
  return { ...flags, ...answers }
}

function choicesOf(flags: InitFlags, file: string, io: Io): FirstPolicyChoices {
  const { proxy = '', block = '', adminPath = '', adminFrom = '', rate = usualRate, scrapers = true } = flags
  const count = Number(rate)
  if (!/^\d+$/.test(rate) || count > 100_000)
    throw new CliError(`\`${rate}\` is no count of requests`, 'give a whole number, 0 for no limit')
  if ((adminPath === '') !== (adminFrom === '')) throw new CliError('--admin-path and --admin-from belong together')
  if (adminPath !== '' && parsePathPattern(adminPath).kind === 'fault') {
    throw new CliError(`\`${adminPath}\` is no pattern of paths`, 'write it as /admin/**')
  }
  return {
    name:
      basename(file)
        .replace(/\.[^.]*$/, '')
        .replaceAll(/[^\x20-\x7e]|["\\]/g, '') || 'site',
    ...(proxy !== '' && { proxy: setText(proxy) }),
    ...(block !== '' && { blockFile: blockFile(block, file, io) }),
    ...(adminPath !== '' && { admin: { path: adminPath, from: setText(adminFrom) } }),
    ...(count > 0 && { rate: count }),
    scrapers,
  }
}

/** Entries joined by commas as policy text. Throws `CliError` for one that is no address, network or known name. */
function setText(text: string): string {
  const entries = text.split(',').map((each) => each.trim())
  return entries
    .map((entry) => {
      const known = ['loopback', 'linklocal', 'private'].includes(entry) ? entry : addressEntry(entry)
      if (known === undefined)
        throw new CliError(`\`${entry}\` is no address`, 'write 203.0.113.0/24, loopback or private')
      return known
    })
    .join(', ')
}

function blockFile(block: string, file: string, io: Io): string {
  const path = resolve(io.cwd, block)
  if (!existsSync(path))
    throw new CliError(
      `\`${block}\` is not there`,
      'check the path; tidegate import cidr-list reads a list of another form',
    )
  const name = relative(dirname(resolve(io.cwd, file)), path)
    .split(sep)
    .join('/')
  if (name.startsWith('../'))
    throw new CliError(
      `\`${block}\` lies outside the policy's folder`,
      `copy it to ${join(dirname(file), basename(block))}`,
    )
  return name
}
