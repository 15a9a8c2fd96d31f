import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { blockName, createFingerprint, writeCarriedRows } from '@tidegate/engine/tools'
import { elapsedSince, instantNow, openAuditLog, StateFolderError, writeStateCounters } from '@tidegate/node'
import { createRowCarrier } from '@tidegate/redis-store'
import { CliError, exitCodes, type ExitCode, type Io } from '../../../io.ts'
import { withPlugins } from '../../../plugins/with-plugins.ts'
import { jsonText } from '../../../output/json-text.ts'
import { createProgress } from '../../../terminal/progress.ts'
import { shownUrl } from '../../../stores/shown-url.ts'
import type { CarryFlags } from './carry-flags.ts'
import { type CarryFile, readCarryFile } from './read-carry-file.ts'
import { openMeantPolicy, placeOf, policyFolder, projectOf, withRedis } from './open-place.ts'
import { emptyLeft, type Left, toMemoryRows, toStoredRows } from './place-rows.ts'

/** What an import did. */
export interface Imported {
  /** Rows that were carried. */
  readonly rows: number
  /** What was not, by the reason. */
  readonly left: Left
}

/** Puts the counters of a file into a state folder or a server. The exit code is 1 if some could not be carried. Records the change. */
export async function importCounters(file: string, flags: CarryFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io)
  if (place.kind === 'redis' && flags.replace === true)
    throw new CliError(
      '--replace is for --state',
      'in Redis, imported counts are merged with existing ones; leave it out',
    )
  if (place.kind === 'gateway')
    throw new CliError(
      'counters cannot be imported into a running gateway',
      'end it, import into its state folder with --state FOLDER, and start it again; or use --redis URL',
    )
  const project = await projectOf(io)
  const read = await readCarryFile(linesOf(file, io), file)
  const imported = await withPlugins(project.found, async (plugins) =>
    place.kind === 'redis'
      ? importRedis(place.url, read, (await openMeantPolicy(flags, project, plugins, io)).plan.layout, flags, io)
      : importState(await policyFolder(place.folder, flags, project, io), read, flags),
  )
  const to = place.kind === 'redis' ? shownUrl(place.url) : place.folder
  const auditOptions = project.found?.config.serve?.auditLog
  const audit = auditOptions === undefined ? undefined : openAuditLog(auditOptions)
  audit?.record({
    kind: 'change',
    action: 'counters import',
    about: `${imported.rows} rows from ${basename(file)} to ${to}`,
    actor: userInfo().username,
    via: 'command',
    outcome: 'done',
  })
  await audit?.close()
  report(imported, to, flags, io)
  return isAllCarried(imported.left) ? exitCodes.good : exitCodes.findings
}

function isAllCarried({ withoutKey, shared, otherLimits, blocks }: Left): boolean {
  return withoutKey + shared + otherLimits + blocks === 0
}

function linesOf(file: string, { stdin, cwd }: Io): AsyncIterable<string> {
  const input = file === '-' ? stdin() : createReadStream(resolve(cwd, file))
  return (async function* () {
    try {
      yield* createInterface({ input: Readable.from(shortLines(input, file)), crlfDelay: Infinity })
    } catch (error) {
      if (error instanceof CliError) throw error
      const { code, message } = error as NodeJS.ErrnoException
      throw new CliError(`cannot read \`${file}\` (${code ?? message})`)
    }
  })()
}

/** The longest line that is read, in bytes. */
const mostLineBytes = 128 * 1_024 * 1_024

/** The chunks of a file, until a line is too long. WHY: the reader of lines fails outside of its iterator for one that is longer than a string can be. */
async function* shortLines(input: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of input) {
    const last = chunk.lastIndexOf(0x0a)
    length = last < 0 ? length + chunk.length : chunk.length - last - 1
    if (length > mostLineBytes)
      throw new CliError(`\`${file}\` is not a file of counters: a line is longer than ${mostLineBytes} bytes`)
    yield chunk
  }
}

async function importRedis(
  url: string,
  file: CarryFile,
  layout: Parameters<typeof toStoredRows>[1],
  { prefix }: CarryFlags,
  io: Io,
): Promise<Imported> {
  const { header } = file
  if (header.policy !== layout.tag)
    throw new CliError(
      `the file has counters of the policy \`${header.policy}\`, not of \`${layout.tag}\``,
      'name the policy that they belong to with --policy; its name is what `policy "…"` in it says',
    )
  const left = emptyLeft()
  const progress = createProgress(io)
  let rows = 0
  return withRedis(url, async ({ sendCommand }) => {
    const carrier = createRowCarrier({ sendCommand, layout, ...(prefix !== undefined && { prefix }) })
    for (let i = 0; i < file.rows.length; i += batchRows) {
      const elapsedMs = elapsedSince(header.at, instantNow(Date.now()))
      const batch = toStoredRows({ ...file, rows: file.rows.slice(i, i + batchRows) }, layout, elapsedMs, left)
      await carrier.join(batch)
      rows += batch.length
      progress.show(() => `${i + batchRows} of ${file.rows.length} rows`)
    }
    progress.end()
    return { rows, left }
  })
}

const batchRows = 500

async function importState(folder: string, file: CarryFile, { replace }: CarryFlags): Promise<Imported> {
  const { header } = file
  const now = instantNow(Date.now())
  const elapsedMs = Math.floor(elapsedSince(header.at, now))
  const random = randomBytes(8)
  const secret = header.secret ?? ([random.readUInt32LE(0), random.readUInt32LE(4)] as const)
  const left = emptyLeft()
  const { rows, blocks } = toMemoryRows(file, createFingerprint(secret), elapsedMs, left)
  const layout = { tag: header.policy, subjects: header.subjects }
  // WHY: on the clock of the former store, sub-periods of rings begin at the same instants as before.
  const storeMs = header.store_ms === undefined ? Math.floor(now.wallMs) : header.store_ms + elapsedMs
  const named = blocks.map(
    ({ forMs, ...blocked }) => [blockName({ ...blocked, tag: header.policy }), storeMs + forMs] as const,
  )
  // WHY before the folder is touched: what is wrong in the file is not a fault of the folder.
  const parts = [...writeCarriedRows({ secret, storeMs, layout, blocks: named }, rows)]
  try {
    await writeStateCounters(folder, now, parts, replace === true)
  } catch (error) {
    if (error instanceof StateFolderError) throw new CliError(error.message, error.help)
    throw error
  }
  return { rows: rows.length + blocks.length, left }
}

function report({ rows, left }: Imported, to: string, { json }: CarryFlags, io: Io): void {
  if (json === true) {
    io.raw(jsonText({ version: 1, kind: 'done', value: { rows, left } }))
    return
  }
  const { expired, withoutKey, shared, otherLimits, blocks } = left
  const lines = [
    `imported ${rows} rows to ${to}`,
    ...(expired > 0 ? [`${expired} rows have expired since`] : []),
    ...(withoutKey > 0
      ? [
          `not carried: ${withoutKey} rows whose keys are not known; these clients start from zero. Export again with --keys access.log`,
        ]
      : []),
    ...(shared > 0 ? [`not carried: ${shared} rows that many clients shared, because the table was full`] : []),
    ...(otherLimits > 0
      ? [`not carried: ${otherLimits} states of limits that the policy does not have, or counts in another way`]
      : []),
    ...(blocks > 0 ? [`not carried: ${blocks} blocks of operators, because their keys are not known`] : []),
  ]
  io.out(lines.map((line) => `${line}\n`).join(''))
}
