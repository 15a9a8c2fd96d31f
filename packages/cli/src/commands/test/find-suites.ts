import { stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { FoundConfig } from '@tidegate/node'
import { findFiles } from '../../config/find-files.ts'
import { CliError } from '../../io.ts'

const anyTest = '**/*.test.yaml'

/**
 * Returns the test files that a command runs, sorted and relative to `cwd`: those that were named (all below a named folder), otherwise
 * those of `tidegate.yaml`, otherwise every `*.test.yaml` below. Throws `CliError` if there are none.
 */
export async function findSuites(
  named: readonly string[],
  found: FoundConfig | undefined,
  cwd: string,
): Promise<readonly string[]> {
  const files = named.length > 0 ? await namedSuites(named, cwd) : await configuredSuites(found, cwd)
  if (files.length === 0)
    throw new CliError('no test files found', 'write tests in a file next to the policy, such as site.test.yaml')
  return [...new Set(files)].toSorted()
}

async function namedSuites(named: readonly string[], cwd: string): Promise<readonly string[]> {
  const all: string[] = []
  for (const name of named) {
    const path = resolve(cwd, name)
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true
    if (!isFolder) all.push(name)
    else all.push(...(await findFiles(path, [anyTest])).map((file) => shown(join(path, file), cwd)))
  }
  return all
}

async function configuredSuites(found: FoundConfig | undefined, cwd: string): Promise<readonly string[]> {
  const folder = found?.folder ?? cwd
  const files = await findFiles(folder, found?.config.tests ?? [anyTest])
  return files.map((file) => shown(join(folder, file), cwd))
}

function shown(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/')
}
