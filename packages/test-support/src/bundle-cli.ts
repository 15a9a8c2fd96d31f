import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleOnce } from './bundle-once.ts'

/** The command line as it is published. */
export interface CliBundle {
  /** The program that Node.js runs. */
  readonly main: string
  /** The modules of the workspace in each file of the bundle. */
  readonly modulesOfFiles: Readonly<Record<string, readonly string[]>>
}

/**
 * Bundles the command line, once per test run: a process then starts in a quarter of the time that it needs from the sources. About
 * three seconds the first time. Throws where the bundle cannot be built.
 */
export function bundleCli(): CliBundle {
  const folder = bundleOnce('cli', 'bundle-cli.ts', (out) => [out, '--modules'])
  return {
    main: join(folder, 'bundle', 'main.js'),
    modulesOfFiles: JSON.parse(readFileSync(join(folder, 'printed'), 'utf8')) as CliBundle['modulesOfFiles'],
  }
}
