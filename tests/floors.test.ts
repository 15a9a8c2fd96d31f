import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Packages by floor: a package imports only from floors below its own. An unknown folder fails. */
const floors: Readonly<Record<string, number>> = {
  'packages/test-support': 0,
  'packages/values': 0,
  'packages/robots-parser': 0,
  'packages/bot-catalog': 0,
  'packages/model': 1,
  'packages/dsl': 2,
  'packages/engine': 3,
  'packages/koa-adapter': 4,
  'packages/geoip-plugin': 4,
  'packages/reverse-dns-plugin': 4,
  'packages/cli': 5,
  'examples/public-site': 6,
  'examples/connection-lists': 6,
  'examples/reseller-panel': 6,
  'examples/cookbook': 6,
  bench: 6,
}

/** What only tests import, on every floor. It is not published. */
const testSupport = '@tidegate/test-support'

/** What runs in a browser unchanged: nothing of Node there. */
const portable: readonly {
  readonly folder: string
  readonly except: readonly string[]
  readonly packages: readonly string[]
}[] = [
  { folder: 'packages/values/src', except: [], packages: ['fastest-levenshtein'] },
  { folder: 'packages/robots-parser/src', except: [], packages: ['ipaddr.js'] },
  { folder: 'packages/bot-catalog/src', except: [], packages: [] },
  { folder: 'packages/model/src', except: ['packages/model/src/testing'], packages: ['@tidegate/values'] },
  {
    folder: 'packages/dsl/src',
    except: ['packages/dsl/src/testing', 'packages/dsl/src/testing.ts'],
    packages: ['@tidegate/model', '@tidegate/values', 'chevrotain', 'luxon', 'yaml'],
  },
  {
    folder: 'packages/engine/src',
    except: ['packages/engine/src/node', 'packages/engine/src/testing'],
    packages: ['@tidegate/model', '@tidegate/values', '@tidegate/dsl', 'lru-cache'],
  },
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
    if (entry === 'node_modules' || entry === 'dist') continue
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

const isTest = (file: string): boolean => /\.(test|twin)\.ts$/.test(file) || file.includes('/testing/')

describe('the floors of the building', () => {
  it('knows every package, example and program', () => {
    const present = [
      ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
      ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}`),
    ].filter((folder) => statSync(join(root, folder)).isDirectory())
    expect(present.filter((folder) => floors[folder] === undefined)).toEqual([])
  })

  it('lets only suites import what no package publishes', () => {
    const wrong = Object.keys(floors)
      .flatMap(sources)
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap(importsOf)
      .filter(({ specifier }) => specifier === testSupport)
      .map(({ file }) => file)
    expect(wrong).toEqual([])
  })

  for (const [folder, floor] of Object.entries(floors)) {
    it(`lets ${folder} import only from below floor ${floor}`, () => {
      const wrong = sources(folder).flatMap((file) =>
        importsOf(file)
          .filter(({ specifier }) => specifier.startsWith('@tidegate/') && specifier !== testSupport)
          .filter(({ specifier }) => {
            const target = `packages/${specifier.split('/')[1]}`
            const own = target === folder
            return own || (floors[target] ?? Number.POSITIVE_INFINITY) >= floor
          })
          .map(({ specifier }) => `${file} imports ${specifier}`),
      )
      expect(wrong).toEqual([])
    })

    it(`keeps relative imports of ${folder} inside it`, () => {
      const wrong = sources(folder).flatMap((file) =>
        importsOf(file)
          .filter(({ specifier }) => specifier.startsWith('.'))
          .filter(({ specifier }) => {
            const target = relative(root, resolve(root, dirname(file), specifier))
              .split(sep)
              .join('/')
            return !target.startsWith(`${folder}/`)
          })
          .map(({ specifier }) => `${file} imports ${specifier}`),
      )
      expect(wrong).toEqual([])
    })
  }

  for (const { folder, except, packages } of portable) {
    it(`keeps ${folder} free of what a browser has not`, () => {
      const wrong = sources(folder)
        .filter((file) => !isTest(file) && !except.some((path) => file === path || file.startsWith(`${path}/`)))
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
