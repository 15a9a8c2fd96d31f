import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Where a module is that a file in `folder` names: a path (`./plugins.js`) as seen from the folder, or a package that is installed there
 * or above. Undefined where no such package is found; whether a file is there shows when it is loaded.
 */
export function resolveModule(name: string, folder: string): URL | undefined {
  if (name.startsWith('file:')) return new URL(name)
  if (/^\.{1,2}[/\\]/.test(name) || isAbsolute(name)) return pathToFileURL(resolve(folder, name))
  const find = createRequire(join(folder, 'tidegate.yaml')).resolve as Resolve
  // WHY: a package that can only be imported is not found by the first.
  for (const options of [undefined, { conditions: new Set(['import', 'node']) }]) {
    try {
      const found = find(name, options)
      // What comes with Node is no plugin.
      return isAbsolute(found) ? pathToFileURL(found) : undefined
    } catch {
      // The next way, or none.
    }
  }
  return undefined
}

type Resolve = (name: string, options?: { readonly conditions: ReadonlySet<string> }) => string
