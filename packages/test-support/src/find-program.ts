import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a program that a suite needs, searched in `PATH` and `/usr/sbin` (where Debian keeps servers), or undefined if it is not
 * installed; the suite is then reported as skipped. Throws instead if the environment variable `TIDEGATE_REQUIRE` (names separated by
 * commas) contains it, so that a run that requires the program cannot pass without it.
 */
export function findProgram(name: string): string | undefined {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  if ((process.env['TIDEGATE_REQUIRE'] ?? '').split(',').includes(name)) {
    throw new Error(`TIDEGATE_REQUIRE names \`${name}\`, but it is not on the path`)
  }
  return undefined
}
