import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { GateRequest } from '@tidegate/engine'
import { makeRequests } from './data/requests.ts'
import { makeSite } from './data/site.ts'

/*
 * Compares decisions with those of another checkout of the project, such as one of the version before, in which `pnpm install` has run:
 * `pnpm --filter @tidegate/bench versions FOLDER [SECONDS]`. Both versions are in one process and take turns in slices of 400 new requests, in random order,
 * because a machine changes its speed by more than versions differ. Prints nanoseconds per request, the fastest tenth and the median.
 *
 * The other version has to have `createGate` and `createPassHeaders`, and the data of `decision` in its `bench` folder.
 */
const usage = 'usage: pnpm --filter @tidegate/bench versions FOLDER [SECONDS]\n'

interface Site {
  readonly prefixes: readonly string[]
  readonly search: readonly string[]
  readonly scrapers: readonly string[]
}

interface AnyDecision {
  readonly outcome: string
}

/** What is used of each version. */
interface Version {
  readonly admit: (request: GateRequest) => { readonly decision: AnyDecision }
  readonly fieldsOf: (decision: AnyDecision) => unknown
}

interface EngineModule {
  readonly createGate: (plan: unknown) => Pick<Version, 'admit'>
}

interface HttpModule {
  readonly createPassHeaders: () => Version['fieldsOf']
}

interface DataModules {
  readonly compileText: (text: string, lists: Readonly<Record<string, string>>) => unknown
  readonly makeSite: (size: { readonly prefixes: number; readonly tokens: number }) => Site
  readonly sitePolicy: (site: Site) => string
}

const sliceSize = 400
const size = { prefixes: 10_000, tokens: 150 }

const [folder, seconds = '30'] = process.argv.slice(2)
const other = folder === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '.', folder)
if (other === undefined || !(Number(seconds) > 0)) refuse(usage)
else if (!isInstalled(other))
  refuse(`versions: ${other} is not a checkout of this project in which \`pnpm install\` has run\n${usage}`)
else await compareVersions(other, Number(seconds))

function refuse(message: string): void {
  process.stderr.write(message)
  process.exitCode = 2
}

function isInstalled(root: string): boolean {
  return ['packages/engine/src/index.ts', 'bench/src/data/site.ts', 'node_modules'].every((path) =>
    existsSync(resolve(root, path)),
  )
}

async function compareVersions(other: string, forSeconds: number): Promise<void> {
  const here = resolve(import.meta.dirname, '../..')
  const versions = [await open(here), await open(other)] as const
  const { prefixes, search, scrapers } = makeSite(size)
  const taken: readonly [number[], number[]] = [[], []]
  let kept: unknown
  let seed = 1
  for (const endMs = performance.now() + forSeconds * 1_000; performance.now() < endMs;) {
    for (const at of Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const)) {
      const requests = makeRequests({ count: sliceSize, seed: seed++, prefixes, tokens: [...search, ...scrapers] })
      const { admit, fieldsOf } = versions[at]
      const startedMs = performance.now()
      for (const request of requests) {
        const { decision } = admit(request)
        kept = decision.outcome === 'pass' ? fieldsOf(decision) : decision
      }
      taken[at].push(((performance.now() - startedMs) * 1e6) / sliceSize)
    }
  }
  const shown = (share: number): string => {
    const [own, others] = taken.map((times) => times.toSorted((x, y) => x - y)[Math.floor(times.length * share)]!)
    return `${own!.toFixed(0).padStart(6)} ${others!.toFixed(0).padStart(6)}  ${(own! / others!).toFixed(3)}`
  }
  process.stdout.write(`ns per request: ${await nameOf(here)}, ${other}, and the ratio of both\n`)
  process.stdout.write(`  fastest tenth ${shown(0.1)}\n  median        ${shown(0.5)}\n`)
  if (kept === undefined) throw new Error('nothing was decided')
}

async function open(root: string): Promise<Version> {
  const load = async <Module>(path: string): Promise<Module> =>
    (await import(pathToFileURL(resolve(root, path)).href)) as Module
  const { createGate } = await load<EngineModule>('packages/engine/src/index.ts')
  const { createPassHeaders } = await load<HttpModule>('packages/engine/src/http/index.ts')
  const { compileText } = await load<Pick<DataModules, 'compileText'>>('bench/src/data/compile.ts')
  const data = await load<Pick<DataModules, 'makeSite' | 'sitePolicy'>>('bench/src/data/site.ts')
  const site = data.makeSite(size)
  const plan = compileText(data.sitePolicy(site), { 'attackers.txt': site.prefixes.join('\n') })
  const gate = createGate(plan)
  return { admit: (request) => gate.admit(request), fieldsOf: createPassHeaders() }
}

async function nameOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(resolve(root, 'packages/engine/package.json'), 'utf8')) as {
    readonly version: string
  }
  return `this checkout (${version})`
}
