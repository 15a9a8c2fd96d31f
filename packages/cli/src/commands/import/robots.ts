import { parseRobots, toPolicy, type RobotsNote } from '@tidegate/robots-parser'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { writeOutput } from '../../output/write-output.ts'
import { readRobotsFile } from './read-robots-file.ts'
import { renderNote } from './render-note.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate import robots`. */
export interface ImportRobotsFlags {
  readonly enforce?: readonly string[]
  readonly confirm?: readonly string[]
  readonly delayKey: 'agent' | 'address'
  readonly protected?: boolean
  readonly output?: string
  readonly json?: boolean
}

/** Output of `import robots --json`. Later versions only add to it; `schemas/import.schema.json` describes it. */
export interface ImportReport {
  readonly version: 1
  readonly kind: 'robots'
  readonly file: string
  /** Policy text. */
  readonly text: string
  readonly notes: readonly RobotsNote[]
}

/** Translates a robots.txt to policy text and writes it; notes go to standard error. */
export async function importRobots(file: string, flags: ImportRobotsFlags, io: Io): Promise<ExitCode> {
  for (const what of flags.enforce ?? []) {
    if (what !== 'rules' && what !== 'signals') {
      throw new CliError(`invalid \`--enforce ${what}\``, 'expected `rules`, `signals` or `rules,signals`')
    }
  }
  const { name, bytes: robots } = await readRobotsFile(file, io)
  const { text, notes } = toPolicy(robots, {
    fileName: name,
    enforceRules: flags.enforce?.includes('rules') === true,
    enforceSignals: flags.enforce?.includes('signals') === true,
    confirmedTokens: flags.confirm ?? [],
    delayKey: flags.delayKey,
    ...(flags.protected === true && { protectedList: 'protected' }),
  })
  if (flags.json === true) {
    const report: ImportReport = { version: 1, kind: 'robots', file: name, text, notes }
    await writeOutput(jsonText(report), flags.output, io)
    return exitCodes.good
  }
  await writeOutput(text, flags.output, io)
  const groups = flags.enforce === undefined ? parseRobots(robots).groups.length : 0
  if (groups > 0) {
    const what = groups === 1 ? 'its group becomes rules' : `its ${groups} groups become rules`
    io.err(
      `${renderNote({ line: undefined, severity: 'info', message: `${what} only with \`--enforce rules\`` }, name)}\n`,
    )
  }
  for (const note of notes) io.err(`${renderNote(note, name)}\n`)
  return exitCodes.good
}
