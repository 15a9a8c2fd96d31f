import { resolve } from 'node:path'
import process from 'node:process'
import { type CarriedState, readCounterSnapshot, type SubjectSpec } from '@tidegate/engine'
import { blockName, carriedRows, createFingerprint, readBlockName } from '@tidegate/engine/tools'
import type { KeyValue } from '@tidegate/model'
import type { CounterExport } from '@tidegate/gateway'
import { instantNow, type ReadCounters, readStateCounters } from '@tidegate/node'
import { createRowCarrier, keyDigest } from '@tidegate/redis-store'
import { CliError, exitCodes, type ExitCode, type Io } from '../../../io.ts'
import { askGateway } from '../../../gateway-client/ask-gateway.ts'
import { findGateway } from '../../../gateway-client/find-gateway.ts'
import { createProgress } from '../../../terminal/progress.ts'
import { withPlugins } from '../../../plugins/with-plugins.ts'
import { jsonText } from '../../../output/json-text.ts'
import type { CarryFlags } from './carry-flags.ts'
import { type CarryHeader, type CarryRow, writeKey } from './carry-file.ts'
import { createCarryWriter, type CarryWriter } from './carry-writer.ts'
import { type KnownKeys, noKeys, readKnownKeys } from './known-keys.ts'
import { type MeantPolicy, openMeantPolicy, placeOf, policyFolder, projectOf, withRedis } from './open-place.ts'

/** What an export did. */
export interface Exported {
  readonly rows: number
  /** Rows whose key is known by its values. */
  readonly named: number
  /** Rows and states of limits that the policy does not have. */
  readonly leftOut: number
  /** Keys of logs that were not looked up, because there are too many. */
  readonly keysDropped: number
}

/** Writes all counters of a state folder, a server or a running gateway to a file. The exit code is 1 if some were left out. */
export async function exportCounters(file: string, flags: CarryFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io)
  const project = await projectOf(io)
  const exported = await withPlugins(project.found, async (plugins) => {
    const isPolicyNeeded = place.kind === 'redis' || flags.keys !== undefined
    const meant = isPolicyNeeded ? await openMeantPolicy(flags, project, plugins, io) : undefined
    const write = createCarryWriter(file === '-' ? file : resolve(io.cwd, file), io)
    switch (place.kind) {
      case 'redis':
        return exportRedis(place.url, meant!, flags, write, io)
      case 'state': {
        const folder = await policyFolder(place.folder, flags, project, io)
        return exportMemory(readFolder(folder), meant, flags, write, io)
      }
      case 'gateway':
        return exportMemory(await readGateway(flags, io), meant, flags, write, io)
    }
  })
  report(file, exported, flags, io)
  return exported.leftOut > 0 ? exitCodes.findings : exitCodes.good
}

function keysOf(
  flags: CarryFlags,
  meant: MeantPolicy | undefined,
  digestOf: (key: readonly KeyValue[]) => string,
  io: Io,
): Promise<KnownKeys> {
  return flags.keys === undefined || meant === undefined
    ? Promise.resolve(noKeys)
    : readKnownKeys(flags.keys, flags, meant, digestOf, io)
}

/** Counters in memory, and when they were read. */
type ReadMemory = Pick<ReadCounters & { readonly kind: 'counters' }, 'snapshot' | 'at'>

function readFolder(folder: string): ReadMemory {
  const read = readStateCounters(folder)
  if (read.kind === 'none')
    throw new CliError(
      `there are no counters in \`${folder}\``,
      'name the folder of `serve.state`, `--state` or the option `state`, and with several policies also --policy',
    )
  if (read.kind === 'unusable') throw new CliError(`the counters in \`${folder}\` cannot be used: ${read.message}`)
  return read
}

/** Asks a running gateway for its counters, which it records. */
async function readGateway(flags: CarryFlags, io: Io): Promise<ReadMemory> {
  const gateway = await findGateway(flags, process.env, io.cwd)
  const body = flags.site === undefined ? {} : { site: flags.site }
  const answer = await askGateway<CounterExport>(gateway, { path: 'counters/export', body }, io)
  if (answer.kind === 'problem') throw new CliError(answer.problem.message, answer.problem.help)
  const { at, parts } = answer.value
  const read = readCounterSnapshot(parts.map((part) => Buffer.from(part, 'base64')))
  if (read.kind === 'unusable')
    throw new CliError(
      `the counters of the gateway cannot be used: ${read.message}`,
      'use the version of tidegate that the gateway has, on a machine with the same byte order',
    )
  return { snapshot: read.snapshot, at }
}

async function exportMemory(
  { snapshot, at }: ReadMemory,
  meant: MeantPolicy | undefined,
  flags: CarryFlags,
  writer: CarryWriter,
  io: Io,
): Promise<Exported> {
  const { layout, secret, storeMs } = snapshot
  const fingerprint = createFingerprint(secret)
  const known = await keysOf(flags, meant, fingerprint, io)
  const head = headerOf(layout, at)
  const out = await writer.begin({ ...head, store: 'memory', store_ms: storeMs, secret })
  const progress = createProgress(io)
  let named = 0
  for (const { subject, kind, digest, states } of carriedRows(snapshot)) {
    const spec = layout.subjects[subject]!
    const key = kind === 'total' ? [] : kind === 'key' ? known.find(spec.identity, digest) : undefined
    if (key !== undefined) named++
    await out.add({
      ...rowOf(spec, digest, key, states),
      ...(kind !== 'key' && kind !== 'total' && { shared: kind }),
    })
    progress.show(() => `${out.rows()} rows`)
  }
  for (const [name, untilMs] of snapshot.blocks) {
    const { subject, counter, key } = readBlockName(name)
    const spec = layout.subjects.find(({ identity }) => identity === subject)
    // A block of a limit that a reload has removed goes on when the limit is back; no other process has that limit.
    if (spec === undefined || untilMs <= storeMs || !spec.counters.some(({ identity }) => identity === counter))
      continue
    named++
    await out.add({ ...rowOf(spec, fingerprint(key), key, []), blocked_ms: { [counter!]: untilMs - storeMs } })
  }
  progress.end()
  const leftOut = snapshot.unsound + gone(snapshot.blocks, layout, storeMs)
  await out.end(leftOut)
  return { rows: out.rows(), named, leftOut, keysDropped: known.dropped() }
}

/** Number of blocks of limits that the layout does not have. */
function gone(
  blocks: readonly (readonly [string, number])[],
  { tag, subjects }: { readonly tag: string; readonly subjects: readonly SubjectSpec[] },
  storeMs: number,
): number {
  return blocks.filter(([name, untilMs]) => {
    const blocked = readBlockName(name)
    const spec = subjects.find(({ identity }) => identity === blocked.subject)
    const isKnown = spec?.counters.some(({ identity }) => identity === blocked.counter) === true
    return untilMs > storeMs && !(isKnown && blockName({ ...blocked, tag }) === name)
  }).length
}

async function exportRedis(
  url: string,
  meant: MeantPolicy,
  flags: CarryFlags,
  writer: CarryWriter,
  io: Io,
): Promise<Exported> {
  const { layout } = meant.plan
  const known = await keysOf(flags, meant, keyDigest, io)
  const progress = createProgress(io)
  const total = keyDigest([])
  let [named, leftOut] = [0, 0]
  return withRedis(url, async ({ sendCommand }) => {
    const carrier = createRowCarrier({
      sendCommand,
      layout,
      ...(flags.prefix !== undefined && { prefix: flags.prefix }),
    })
    // Nothing is written before the server has answered once.
    await sendCommand('PING')
    const at = instantNow(Date.now())
    const startMs = performance.now()
    const out = await writer.begin({ ...headerOf(layout, at), store: 'redis' })
    const batches = carrier.read()
    for (;;) {
      const batch = await batches.next()
      if (batch.done === true) break
      // WHY after the call: the ages are those at this time or earlier, so that none is taken for older than it is.
      const laterMs = Math.ceil(performance.now() - startMs)
      leftOut += batch.value.strangers
      for (const { subject, digest, states, blockedMs, unknown } of batch.value.rows) {
        leftOut += unknown
        const spec = layout.subjects[subject]!
        const key = digest === total ? [] : known.find(spec.identity, digest)
        if (key !== undefined) named++
        const blocked = spec.counters.flatMap(({ identity }, i) =>
          blockedMs[i]! > 0 ? [[identity, blockedMs[i]!] as const] : [],
        )
        const row = { ...rowOf(spec, digest, key, states), ...(laterMs > 0 && { later_ms: laterMs }) }
        await out.add(blocked.length === 0 ? row : { ...row, blocked_ms: Object.fromEntries(blocked) })
      }
      progress.show(() => `${out.rows()} rows`)
    }
    progress.end()
    await out.end(leftOut)
    return { rows: out.rows(), named, leftOut, keysDropped: known.dropped() }
  })
}

function headerOf(
  { tag, subjects }: { readonly tag: string; readonly subjects: readonly SubjectSpec[] },
  at: CarryHeader['at'],
): Omit<CarryHeader, 'store'> {
  return { type: 'counters', version: 1, policy: tag, taken: new Date(at.wallMs).toISOString(), at, subjects }
}

function rowOf(
  { identity, counters }: SubjectSpec,
  digest: string,
  key: readonly KeyValue[] | undefined,
  states: readonly (CarriedState | undefined)[],
): CarryRow {
  const named = states.flatMap((state, i) => (state === undefined ? [] : [[counters[i]!.identity, state] as const]))
  return {
    type: 'row',
    subject: identity,
    digest,
    ...(key !== undefined && { key: writeKey(key) }),
    states: Object.fromEntries(named),
  }
}

function report(file: string, exported: Exported, { json }: CarryFlags, io: Io): void {
  if (json === true) {
    const text = jsonText({ version: 1, kind: 'done', value: { ...exported, file } })
    if (file === '-') io.err(text)
    else io.raw(text)
    return
  }
  const { rows, named, leftOut, keysDropped } = exported
  const lines = [
    `exported ${rows} rows; ${named} with the values of their keys`,
    ...(named < rows
      ? ['rows without these can be imported only where keys are hashed in the same way; --keys access.log adds them']
      : []),
    ...(leftOut > 0 ? [`left out: ${leftOut} of limits that the policy does not have`] : []),
    ...(keysDropped > 0 ? [`not looked up: ${keysDropped} keys of the logs, because there are too many`] : []),
  ]
  io.err(lines.map((line) => `${line}\n`).join(''))
}
