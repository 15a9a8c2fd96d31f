import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openPolicy } from '@tidegate/node'

/*
 * Saves a watched policy again and again while requests are decided, and prints the saves, the reloads and the decisions that were not by one saved
 * policy: `pnpm --filter @tidegate/bench saves [SAVES] [INTERVAL_MS] [RULES]`.
 */
const [saves = 600, intervalMs = 20, rules = 100] = process.argv.slice(2).map(Number)

/** Two rules name the version; a policy whose two answers differ is a mixture. */
function policy(version: number): string {
  const others = Array.from({ length: rules }, (_, i) => `block path in /other-${i}/**`)
  return `block path in /first/${version}\n${others.join('\n')}\nblock path in /second/${version}\n`
}

const folder = await mkdtemp(join(tmpdir(), 'tidegate-saves-'))
const file = join(folder, 'site.policy')
await writeFile(file, policy(0))
const gate = await openPolicy(file, { watch: true, compile: 'worker' })
const outcomes: Record<string, number> = {}
gate.on('reload', ({ outcome }) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1))
gate.on('reload-failed', () => (outcomes['failed'] = (outcomes['failed'] ?? 0) + 1))

const isBlocked = (path: string): boolean =>
  gate.decide({ method: 'GET', target: path, headers: [], peer: '192.0.2.1' }).status === 403
let saved = 0
let inForce = 0
let decisions = 0
let mixed = 0
/** Finds the version in force, from the last known one on. */
function look(): void {
  const last = inForce
  let found = 0
  for (let version = last; version <= saved; version++) {
    const [first, second] = [isBlocked(`/first/${version}`), isBlocked(`/second/${version}`)]
    decisions += 2
    if (first !== second) mixed++
    if (first) {
      inForce = version
      found++
    }
  }
  if (found !== 1) mixed++
}

const startMs = performance.now()
while (saved < saves) {
  await writeFile(`${file}.new`, policy(saved + 1))
  await rename(`${file}.new`, file)
  saved++
  const untilMs = performance.now() + intervalMs
  while (performance.now() < untilMs) {
    look()
    await wait(1)
  }
}
const endMs = performance.now()
while (inForce < saved && performance.now() < endMs + 60_000) {
  look()
  await wait(1)
}
const lastMs = performance.now() - endMs
console.log(`${saves} saves in ${((endMs - startMs) / 1_000).toFixed(1)} s, reloads: ${JSON.stringify(outcomes)}`)
console.log(
  `${decisions} decisions, mixed: ${mixed}; in force: ${inForce} of ${saved}, ${lastMs.toFixed(0)} ms after the last save`,
)
await gate.close()
await rm(folder, { recursive: true })
