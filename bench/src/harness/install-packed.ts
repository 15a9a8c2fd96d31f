import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * Installs packages of the workspace in `folder/node_modules` as they are published, with those that they need; others are links to what the workspace has, and so are
 * `others`, which the benchmarks depend on. Rejects if a package cannot be packed.
 */
export async function installPacked(
  folder: string,
  names: readonly string[],
  others: readonly string[],
): Promise<void> {
  for (const other of others) await link(folder, other, join(root, 'bench/node_modules', other))
  const wanted = [...names]
  const done = new Set<string>()
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (done.has(name)) continue
    done.add(name)
    const source = join(root, 'packages', name)
    const tarball = join(folder, `${name}.tgz`)
    await execute('pnpm', ['pack', '--out', tarball], { cwd: source })
    const target = join(folder, 'node_modules/@tidegate', name)
    await mkdir(target, { recursive: true })
    await execute('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'])
    const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as Manifest
    for (const needed of Object.keys(manifest.dependencies ?? {})) {
      if (needed.startsWith('@tidegate/')) wanted.push(needed.slice('@tidegate/'.length))
      else await link(folder, needed, join(source, 'node_modules', needed))
    }
  }
}

async function link(folder: string, name: string, to: string): Promise<void> {
  const path = join(folder, 'node_modules', name)
  if (existsSync(path)) return
  await mkdir(dirname(path), { recursive: true })
  await symlink(realpathSync(to), path)
}
