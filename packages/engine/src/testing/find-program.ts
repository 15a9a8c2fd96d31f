import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a program that a suite needs, or undefined where it is not installed: the suite then skips and says so. Throws
 * instead when the environment's `TIDEGATE_REQUIRE` (names joined by commas) names it, so that a run that must have it cannot
 * pass without.
 */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  if ((process.env['TIDEGATE_REQUIRE'] ?? '').split(',').includes(name)) {
    throw new Error(`TIDEGATE_REQUIRE names \`${name}\`, and it is not on the path`)
  }
  return undefined
}
