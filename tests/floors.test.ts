import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Packages by layer: a package imports only from layers below its own. An unknown folder fails. */
const floors: Readonly<Record<string, number>> = {
  'packages/values': 0,
  'packages/robots-parser': 0,
  'packages/bot-catalog': 0,
  'packages/test-support': 0,
  'packages/model': 1,
  'packages/yaml-values': 1,
  'packages/markup': 1,
  'packages/access-logs': 1,
  'packages/dsl': 2,
  'packages/engine': 3,
  'packages/node': 4,
  'packages/analysis': 4,
  'packages/redis-store': 4,
  'packages/request-specs': 4,
  'packages/adapter-contract': 5,
  'packages/importers': 5,
  'packages/language-features': 5,
  'packages/replay': 5,
  'packages/telemetry': 5,
  'packages/express-adapter': 6,
  'packages/fastify-adapter': 6,
  'packages/fetch-adapter': 6,
  'packages/koa-adapter': 6,
  'packages/node-adapter': 6,
  'packages/geoip-plugin': 6,
  'packages/reverse-dns-plugin': 6,
  'packages/server-load-plugin': 6,
  'packages/signed-agents-plugin': 6,
  'packages/gateway': 7,
  'packages/language-server': 7,
  'packages/cli': 8,
  'packages/tidegate': 9,
  'packages/vscode-extension': 9,
  'packages/readers': 7,
  'packages/guides': 7,
  'examples/public-site': 9,
  'examples/connection-lists': 9,
  'examples/reseller-panel': 9,
  'examples/cookbook': 9,
  'examples/express-api': 9,
  'examples/fastify-api': 9,
  'examples/hono-api': 9,
  'examples/node-chat': 9,
  'examples/odoo-behind-nginx': 9,
  'examples/panel-behind-nginx': 9,
  'apps/playground': 9,
  'apps/docs': 10,
  bench: 9,
}

/** What tests of every layer may import, and nothing else. It is not published. */
const testSupport = '@tidegate/test-support'

/** Whether a file may import what only tests may: it is a test, or belongs to a suite: of adapters, of readers, of guides, of proxies, of the Redis store, of the playground, or of benchmarks. */
const isOfTests = (file: string): boolean =>
  file.endsWith('.test.ts') ||
  /^packages\/(?:adapter-contract|guides|readers|vscode-extension\/src\/testing|gateway\/src\/testing|redis-store\/src\/testing)\/|^apps\/playground\/src\/testing\/|^bench\//.test(
    file,
  )

/**
 * The layers inside a package: folders, and files next to them, from the lowest layer up. A file imports only from its own folder and from
 * the layers before it. Files that are not listed form the top layer: the package's entry point and what joins the folders.
 */
const layers: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'packages/values': [
    ['budget', 'ip', 'texts', 'tokens', 'windows'],
    ['hosts', 'paths'],
  ],
  'packages/model': [
    [
      'fact-type.ts',
      'facts.ts',
      'key-value.ts',
      'limit-period.ts',
      'log-level.ts',
      'policy-inputs.ts',
      'source.ts',
      'subjects.ts',
      'truth.ts',
    ],
    ['model-tables.ts', 'judged.ts', 'cells'],
    ['names.ts', 'view'],
    ['tests'],
    ['condition.ts'],
    ['limit-cost.ts'],
    ['model.ts'],
    ['cost-cases.ts', 'refusal-order.ts'],
    ['inputs-of.ts'],
    ['interpret'],
  ],
  'packages/robots-parser': [['parse'], ['query', 'policy-text'], ['enforce', 'restrict-ip']],
  'packages/access-logs': [
    ['copy-string.ts', 'decode-octets.ts', 'log-chunk.ts', 'log-error.ts', 'logged-event.ts'],
    ['log-record.ts'],
    ['formats', 'input', 'heavy-hitters'],
    ['wrappers'],
  ],
  'packages/gateway': [
    ['recent-entries.ts', 'listeners', 'sites', 'doors', 'recipes'],
    ['settling', 'probes'],
    ['checks', 'operator'],
    ['page', 'logs', 'front'],
    ['admin', 'metrics', 'processes'],
  ],
  'packages/node': [['decision-log'], ['config', 'state'], ['workers'], ['policy-files'], ['host']],
  'packages/dsl': [['codes.ts', 'fixes', 'lists'], ['syntax'], ['format'], ['check']],
  'packages/engine': [
    ['decision.ts', 'request.ts', 'check-options.ts'],
    ['counters', 'logging', 'http'],
    ['plan'],
    ['facts'],
    ['judge'],
    ['events', 'reply'],
    ['plugins'],
    ['decide'],
    ['explain', 'simulate'],
    ['gate'],
  ],
  'packages/analysis': [
    ['outcome.ts', 'side.ts'],
    ['policy-diff.ts'],
    ['logic'],
    ['texts'],
    ['dimensions'],
    ['regions', 'propositions'],
    ['describe', 'witnesses'],
    ['compare'],
    ['report'],
  ],
  'packages/importers': [
    ['included-files.ts', 'import-options.ts', 'draft'],
    ['nginx', 'apache', 'haproxy', 'caddy', 'fail2ban', 'cloudflare', 'anubis'],
  ],
  'packages/replay': [['tally'], ['decisions']],
  'packages/telemetry': [['metrics'], ['prometheus', 'opentelemetry']],
  'packages/cli': [
    ['io.ts', 'version.ts'],
    ['command-host.ts'],
    ['terminal'],
    ['config', 'output'],
    ['git', 'plugins', 'policies'],
    ['request'],
    ['gateway-client'],
    ['stores'],
    ['commands'],
  ],
}

/** Packages that run in a browser unchanged, with the packages that they may import: none of Node's modules. */
const portable: readonly {
  readonly folder: string
  readonly packages: readonly string[]
}[] = [
  { folder: 'packages/values/src', packages: ['fastest-levenshtein'] },
  { folder: 'packages/robots-parser/src', packages: ['ipaddr.js'] },
  { folder: 'packages/bot-catalog/src', packages: [] },
  { folder: 'packages/model/src', packages: ['@tidegate/values'] },
  { folder: 'packages/markup/src', packages: ['@tidegate/values'] },
  { folder: 'packages/yaml-values/src', packages: ['@tidegate/values', 'yaml'] },
  {
    folder: 'packages/dsl/src',
    packages: [
      '@tidegate/values',
      '@tidegate/model',
      '@tidegate/yaml-values',
      '@noble/hashes',
      'chevrotain',
      'luxon',
      'yaml',
    ],
  },
  { folder: 'packages/engine/src', packages: ['@tidegate/values', '@tidegate/model', 'lru-cache'] },
  { folder: 'packages/fetch-adapter/src', packages: ['@tidegate/engine'] },
  {
    folder: 'packages/language-features/src',
    packages: ['@tidegate/values', '@tidegate/model', '@tidegate/dsl', '@tidegate/engine', '@tidegate/yaml-values'],
  },
  { folder: 'packages/analysis/src', packages: ['@tidegate/values', '@tidegate/model', '@tidegate/engine'] },
]

const importPattern =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"\n;]*?(?:\{[^}]*\}[^'"\n;]*)?from\s+)?'([^']+)'|import\('([^']+)'\)/g

interface Import {
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
}

function sources(folder: string): readonly string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(root, folder))) {
    // Folders with a dot contain what suites write while they run.
    if (entry === 'node_modules' || entry === 'dist' || entry.startsWith('.')) continue
    const path = `${folder}/${entry}`
    if (statSync(join(root, path)).isDirectory()) found.push(...sources(path))
    else if (path.endsWith('.ts')) found.push(path)
  }
  return found
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(importPattern)].map((match) => ({
    file,
    specifier: match[3] ?? match[4] ?? '',
    typeOnly: match[2] !== undefined,
  }))
}

/** The file that a relative import refers to, relative to the root. */
function targetOf({ file, specifier }: Import): string {
  return relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join('/')
}

const isTest = (file: string): boolean => /\.(test|reference)\.ts$/.test(file) || /\/testing(\/|\.ts$)/.test(file)

const isRelative = ({ specifier }: Import): boolean => specifier.startsWith('.')

describe('the layers of packages', () => {
  it('include every package, example and program', () => {
    const present = [
      ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
      ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}`),
      ...readdirSync(join(root, 'apps')).map((name) => `apps/${name}`),
    ].filter((folder) => statSync(join(root, folder)).isDirectory())
    expect(present.filter((folder) => floors[folder] === undefined)).toEqual([])
  })

  for (const [folder, floor] of Object.entries(floors)) {
    it(`let ${folder} import only from below layer ${floor}`, () => {
      const wrong = sources(folder).flatMap((file) =>
        importsOf(file)
          .filter(({ specifier }) => specifier.startsWith('@tidegate/'))
          .filter(({ specifier }) => {
            if (specifier === testSupport) return !isOfTests(file)
            const name = specifier.split('/')[1]
            const target = floors[`apps/${name}`] === undefined ? `packages/${name}` : `apps/${name}`
            return target === folder || (floors[target] ?? Number.POSITIVE_INFINITY) >= floor
          })
          .map(({ specifier }) => `${file} imports ${specifier}`),
      )
      expect(wrong).toEqual([])
    })

    it(`keep relative imports of ${folder} inside it`, () => {
      const wrong = sources(folder)
        .flatMap(importsOf)
        .filter(isRelative)
        .filter((each) => !targetOf(each).startsWith(`${folder}/`))
        .map(({ file, specifier }) => `${file} imports ${specifier}`)
      expect(wrong).toEqual([])
    })
  }
})

describe('the layers inside packages', () => {
  it.each(Object.entries(layers))('%s: every folder has a layer, and imports only go down', (folder, table) => {
    const start = `${folder}/src/`
    const entryOf = (file: string): string => file.slice(start.length).split('/')[0]!
    const layerOf = (file: string): number => {
      const layer = table.findIndex((entries) => entries.includes(entryOf(file)))
      return layer === -1 ? table.length : layer
    }
    const files = sources(`${folder}/src`).filter((file) => !isTest(file))
    // WHY: the entry point of a folder (`http/index.ts`) exports what other packages need from several layers.
    const isDoor = (file: string): boolean => file.endsWith('/index.ts')
    const folders = new Set(files.map(entryOf).filter((entry) => !entry.endsWith('.ts') && entry !== 'tools'))
    const placed = new Set(table.flat())
    expect(
      [...folders].filter((entry) => !placed.has(entry)),
      'folders without a layer',
    ).toEqual([])
    expect(
      [...placed].filter((entry) => !files.some((file) => entryOf(file) === entry)),
      'layers without a file',
    ).toEqual([])
    const wrong = files
      .filter((file) => !isDoor(file))
      .flatMap(importsOf)
      .filter(isRelative)
      .map((each) => ({ file: each.file, target: targetOf(each) }))
      .filter(({ file, target }) => entryOf(file) !== entryOf(target))
      .filter(({ file, target }) => layerOf(file) <= layerOf(target) && layerOf(file) < table.length)
      .map(({ file, target }) => `${file} imports ${target}`)
    expect(wrong).toEqual([])
  })

  it('have no import cycles, including cycles of types and of dynamic imports', () => {
    const files = Object.keys(floors)
      .flatMap(sources)
      .filter((file) => !file.endsWith('.test.ts'))
    const edges = new Map(files.map((file) => [file, importsOf(file).filter(isRelative).map(targetOf)]))
    expect(cyclesIn(edges)).toEqual([])
  })
})

describe('what runs in a browser', () => {
  for (const { folder, packages } of portable) {
    it(`includes all of ${folder}, which imports nothing that browsers lack`, () => {
      const wrong = sources(folder)
        .filter((file) => !isTest(file))
        .flatMap(importsOf)
        .filter(
          ({ specifier, typeOnly }) => !specifier.startsWith('.') && !(typeOnly && specifier.startsWith('@tidegate/')),
        )
        .filter(({ specifier }) => !packages.some((name) => specifier === name || specifier.startsWith(`${name}/`)))
        .map(({ file, specifier }) => `${file} imports ${specifier}`)
      expect(wrong).toEqual([])
    })
  }
})

/** The sets of files that import each other, by Tarjan's algorithm. Linear in the number of files and imports. */
function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = []
  const numbers = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const visit = (file: string): void => {
    numbers.set(file, numbers.size)
    lowest.set(file, numbers.get(file)!)
    stack.push(file)
    for (const next of edges.get(file) ?? []) {
      if (!numbers.has(next)) visit(next)
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!))
    }
    if (lowest.get(file) !== numbers.get(file)) return
    const cycle = stack.splice(stack.indexOf(file))
    if (cycle.length > 1 || (edges.get(file) ?? []).includes(file)) found.push(cycle.toSorted())
  }
  for (const file of edges.keys()) if (!numbers.has(file)) visit(file)
  return found
}
