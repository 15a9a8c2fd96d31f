import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Plugin } from 'rolldown'

const facade = '\0lazy:'

/**
 * Returns the inputs and the plugin that make Rolldown load modules of functions only when one of their functions is called. Each module
 * becomes a separate file, `lazy-NAME.js`; importers get functions that `require` the file. WHY: policies are checked synchronously, and
 * what they rarely need must not be loaded before. No file of a bundle except the first may use top-level `await`.
 */
export function lazyModules(files: readonly string[]): {
  readonly input: Readonly<Record<string, string>>
  readonly plugin: Plugin
} {
  const byName = new Map(files.map((file) => [`lazy-${basename(file, '.ts')}`, file]))
  const byFile = new Map([...byName].map(([name, file]) => [file, name]))
  return {
    input: Object.fromEntries(byName),
    plugin: {
      name: 'lazy-modules',
      resolveId: {
        order: 'pre',
        handler(source, importer) {
          if (importer === undefined || importer.startsWith(facade) || !source.startsWith('.')) return undefined
          const name = byFile.get(join(importer, '..', source))
          return name === undefined ? undefined : facade + name
        },
      },
      load(id) {
        const file = id.startsWith(facade) ? byName.get(id.slice(facade.length)) : undefined
        return file === undefined ? undefined : facadeOf(file, id.slice(facade.length))
      },
    },
  }
}

function facadeOf(file: string, name: string): string {
  const text = readFileSync(file, 'utf8')
  const functions = [...text.matchAll(/^export function (\w+)/gm)].map(([, exported]) => exported)
  const values = text.match(/^export (?!type |interface )/gm) ?? []
  if (functions.length === 0 || functions.length !== values.length) {
    throw new Error(`${file} exports more than functions, so it cannot be loaded lazily`)
  }
  return `import { createRequire } from 'node:module'
let loaded
const load = () => (loaded ??= createRequire(import.meta.url)('./${name}.js'))
${functions.map((each) => `export const ${each} = (...args) => load().${each}(...args)`).join('\n')}
`
}
