import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Returns the URL of a module that a file in `folder` names: a path relative to the folder (`./plugins.js`), or a package that is installed
 * there or above. Undefined if there is no such package; whether a file exists is not checked.
 */
export function resolveModule(name: string, folder: string): URL | undefined {
  if (name.startsWith('file:')) return new URL(name)
  if (/^\.{1,2}[/\\]/.test(name) || isAbsolute(name)) return pathToFileURL(resolve(folder, name))
  const find = createRequire(join(folder, 'tidegate.yaml')).resolve as Resolve
  // WHY: a package that can only be imported is not found with the default conditions.
  for (const options of [undefined, { conditions: new Set(['import', 'node']) }]) {
    try {
      const found = find(name, options)
      // Built-in modules of Node.js are not plugins.
      return isAbsolute(found) ? pathToFileURL(found) : undefined
    } catch {
      // Try the next conditions, if there are any.
    }
  }
  return undefined
}

type Resolve = (name: string, options?: { readonly conditions: ReadonlySet<string> }) => string
