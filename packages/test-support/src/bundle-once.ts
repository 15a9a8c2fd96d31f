import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs a script of the workspace that writes a bundle into a folder, once per test run. Returns the folder: the bundle is in `bundle`, and what the script
 * printed in `printed`. Throws where the bundle cannot be built.
 */
export function bundleOnce(name: string, script: string, argsFor: (folder: string) => readonly string[]): string {
  const scratch = process.env['TIDEGATE_SCRATCH']
  if (scratch === undefined) throw new TypeError('the test run has no folder: TIDEGATE_SCRATCH is not set')
  const folder = join(scratch, name)
  if (existsSync(folder)) return folder
  const own = mkdtempSync(join(scratch, 'building-'))
  const path = fileURLToPath(new URL(`../../../scripts/${script}`, import.meta.url))
  const printed = execFileSync(process.execPath, [path, ...argsFor(join(own, 'bundle'))])
  writeFileSync(join(own, 'printed'), printed)
  writeFileSync(join(own, 'package.json'), '{ "type": "module" }')
  try {
    renameSync(own, folder)
  } catch (error) {
    // Another process of this test run was faster.
    if (!existsSync(folder)) throw error
  }
  return folder
}
