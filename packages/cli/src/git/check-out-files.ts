import { closeSync, copyFileSync, existsSync, lstatSync, mkdirSync, openSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { CliError } from '../io.ts'
import { readPointer, type Revision, type TreeEntry } from './revision.ts'

const maxLinks = 40

/**
 * Writes a file of a revision below a folder, under its path in the repository; a folder is created without what it contains. Links are written as links, together with
 * what they lead to. A path that did not exist is left out. Throws `CliError` for a file in a submodule, and for one in Git LFS whose content this machine
 * does not have.
 */
export function checkOutFile(revision: Revision, path: string, folder: string, links = 0): void {
  let above = ''
  const names = path.split('/').filter((name) => name !== '')
  for (const [index, name] of names.entries()) {
    const entry = revision.list(above).get(name)
    if (entry === undefined) return
    const here = above === '' ? name : `${above}/${name}`
    const rest = names.slice(index + 1)
    switch (entry.kind) {
      case 'folder':
        mkdirSync(join(folder, here), { recursive: true })
        above = here
        break
      case 'submodule':
        throw inSubmodule(revision, here)
      case 'file':
        if (rest.length === 0) writeEntry(revision, entry, here, folder)
        return
      case 'link': {
        const target = revision.text(entry)
        const place = join(folder, here)
        if (lstatSync(place, { throwIfNoEntry: false }) === undefined) {
          mkdirSync(dirname(place), { recursive: true })
          symlinkSync(target, place)
        }
        const next = posix.join(posix.dirname(here), target, ...rest)
        // WHY: a link that leaves the repository leads to nothing that a revision has; the reader of policies refuses it.
        if (posix.isAbsolute(target) || next.startsWith('../') || links >= maxLinks) return
        checkOutFile(revision, next, folder, links + 1)
        return
      }
    }
  }
}

function writeEntry(revision: Revision, entry: TreeEntry, path: string, folder: string): void {
  const place = join(folder, path)
  if (existsSync(place)) return
  mkdirSync(dirname(place), { recursive: true })
  const descriptor = openSync(place, 'wx')
  try {
    revision.copy(entry, descriptor)
  } finally {
    closeSync(descriptor)
  }
  const pointer = readPointer(place, statSync(place).size)
  if (pointer === undefined) return
  const large = revision.largeFile(pointer.id)
  if (large === undefined)
    throw new CliError(
      `\`${path}\` is stored with Git LFS, and this clone does not have its content at \`${revision.name}\``,
      'get it with `git lfs fetch origin` and the name of the revision, then run the command again',
    )
  copyFileSync(large, place)
}

/** Throws `CliError` for a path in a submodule, whose files no revision of this repository has. */
export function refuseSubmodule(revision: Revision, path: string): void {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end)
    if (revision.entry(above)?.kind === 'submodule') throw inSubmodule(revision, above)
  }
}

function inSubmodule(revision: Revision, path: string): CliError {
  return new CliError(
    `\`${path}\` is a submodule at \`${revision.name}\`: its files are in another repository`,
    'check out that revision next to this one (`git worktree add ../before REVISION`, then `git submodule update --init` in it), and compare two files: tidegate diff ../before/site.policy site.policy',
  )
}
