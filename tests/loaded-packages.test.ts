import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { type Manifest, root } from '../scripts/public-packages.ts'

// Imports and exports of values, on one line or several, which Node.js loads before the first statement runs.
const valueImport = /^(?:import|export) (?!type\b)(?:[^'"\n;]*?(?:\{[^}]*\}[^'"\n;]*)?from )?'([^']+)'/gm

/** The modules of Node.js and the packages of others that are loaded with an entry point of ours, because it is imported directly or through other modules. */
function loadedWith(entry: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const waiting = [sourceOf(entry)!]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const [statement, specifier = ''] of readFileSync(file, 'utf8').matchAll(valueImport)) {
      if (isOfTypes(statement)) continue
      if (specifier.startsWith('.')) waiting.push(resolve(dirname(file), specifier))
      else if (specifier.startsWith('@tidegate/')) waiting.push(sourceOf(specifier)!)
      else packages.add(specifier)
    }
  }
  expect(seen.size).toBeGreaterThan(20)
  return packages
}

/** Whether every name between the braces is a type: the compiler leaves such a statement out. */
function isOfTypes(statement: string): boolean {
  const [, names] = /^(?:import|export) \{([^}]*)\}/.exec(statement) ?? []
  return names !== undefined && names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
}

function sourceOf(entry: string): string | undefined {
  const [, name = '', ...path] = entry.split('/')
  const folder = join(root, 'packages', name)
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const target = exports?.[['.', ...path].join('/')]
  return typeof target === 'object' ? join(folder, target['@tidegate/source'] ?? '') : undefined
}

it.each(['koa', 'express', 'fastify', 'node', 'fetch'])('the %s adapter loads no parser of policies', (name) => {
  expect([...loadedWith(`@tidegate/${name}-adapter`)]).not.toContain('chevrotain')
})

it('the parser is loaded by what opens policy files', () => {
  expect([...loadedWith('@tidegate/node')]).toContain('chevrotain')
  expect([...loadedWith('@tidegate/dsl')]).toContain('chevrotain')
})

it('the engine loads nothing of others but its cache', () => {
  expect([...loadedWith('@tidegate/engine')].toSorted()).toEqual(['fastest-levenshtein', 'lru-cache'])
})

it.each([
  '@tidegate/node',
  ...['koa', 'express', 'fastify', 'node', 'fetch'].map((name) => `@tidegate/${name}-adapter`),
])('%s loads neither a watcher of files nor, with the server of Node.js, its client', (entry) => {
  const loaded = loadedWith(entry)
  expect(['chokidar', 'node:http', 'node:https', 'undici'].filter((name) => loaded.has(name))).toEqual([])
})
