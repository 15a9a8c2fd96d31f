import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../io.ts'
import { runGit } from './run-git.ts'

/** A name in a folder of a revision. */
export interface TreeEntry {
  /** A commit is a submodule, whose files are in another repository. */
  readonly kind: 'file' | 'link' | 'folder' | 'submodule'
  readonly id: string
}

/** The files of a repository as they were at a revision. Paths are relative to the top of the repository, with `/`; the top itself is ''. */
export interface Revision {
  /** The name that the user gave, such as `origin/main`. */
  readonly name: string
  /** Identifier of the commit. */
  readonly commit: string
  /** The top folder of the working tree, with links resolved. */
  readonly top: string
  /** Returns the entries of a folder by name; none if it did not exist. */
  readonly list: (folder: string) => ReadonlyMap<string, TreeEntry>
  /** Returns what a path was; undefined if it did not exist. Links are not followed. */
  readonly entry: (path: string) => TreeEntry | undefined
  /** Returns the text of a file or link. */
  readonly text: (entry: TreeEntry) => string
  /** Writes a file to a file descriptor. */
  readonly copy: (entry: TreeEntry, descriptor: number) => void
  /** Returns the path from which a file of the working tree was renamed since then; undefined if git finds none. */
  readonly renamedFrom: (path: string) => string | undefined
  /** Returns where the content of a large file is, if the copy of Git LFS on this machine has it. */
  readonly largeFile: (id: string) => string | undefined
}

/** Opens a revision of the repository that contains a folder. The working tree is never changed. Throws `CliError`. */
export function openRevision(cwd: string, name: string): Revision {
  const top = topOf(cwd)
  const commit = commitOf(top, name)
  const folders = new Map<string, ReadonlyMap<string, TreeEntry>>()
  const gitDone = (args: readonly string[], output?: number): string => {
    const result = runGit(top, args, output)
    if (result.kind === 'done') return result.out
    throw new CliError(`cannot read \`${name}\`: ${result.message}`, helpToFetch)
  }

  function list(folder: string): ReadonlyMap<string, TreeEntry> {
    const known = folders.get(folder)
    if (known !== undefined) return known
    const isFolder = folder === '' || entry(folder)?.kind === 'folder'
    const entries = isFolder ? readEntries(gitDone(['ls-tree', '-z', `${commit}:${folder}`])) : new Map()
    folders.set(folder, entries)
    return entries
  }

  function entry(path: string): TreeEntry | undefined {
    const at = path.lastIndexOf('/')
    return list(at < 0 ? '' : path.slice(0, at)).get(path.slice(at + 1))
  }

  return {
    name,
    commit,
    top,
    list,
    entry,
    text: ({ id }) => gitDone(['cat-file', 'blob', id]),
    copy: ({ id }, descriptor) => void gitDone(['cat-file', 'blob', id], descriptor),
    renamedFrom: (path) =>
      renamesIn(
        gitDone([
          'diff',
          '--no-ext-diff',
          '--no-textconv',
          '--ignore-submodules=all',
          '--find-renames',
          '--diff-filter=R',
          '--name-status',
          '-z',
          commit,
          '--',
        ]),
      ).get(path),
    largeFile: (id) => {
      const folder = gitDone(['rev-parse', '--path-format=absolute', '--git-common-dir']).trimEnd()
      const path = join(folder, 'lfs', 'objects', id.slice(0, 2), id.slice(2, 4), id)
      return existsSync(path) ? path : undefined
    },
  }
}

const helpToFetch =
  'if the clone has only the newest commits, get the others: git fetch --unshallow; `actions/checkout` of GitHub does so with `fetch-depth: 0`'

function topOf(cwd: string): string {
  const found = runGit(cwd, ['rev-parse', '--show-toplevel'])
  if (found.kind === 'done') return realpathSync.native(found.out.replace(/\r?\n$/, ''))
  if (/not a git repository/.test(found.message))
    throw new CliError(
      'this folder is not in a git repository',
      'run the command in the repository, or compare two files: tidegate diff old.policy new.policy',
    )
  if (/must be run in a work tree/.test(found.message)) {
    const bare = runGit(cwd, ['rev-parse', '--is-bare-repository'])
    throw new CliError(
      bare.kind === 'done' && bare.out.trim() === 'true'
        ? 'this repository is bare: it has no working tree, whose policy could be compared'
        : 'this folder belongs to git itself: it is not in the working tree',
      'run the command in a working tree, such as that of `git worktree add ../work BRANCH`, or compare two files: tidegate diff old.policy new.policy',
    )
  }
  throw new CliError(`git cannot read this repository: ${found.message}`, 'try `git status` here')
}

/** WHY `--end-of-options`: a name that begins with a hyphen is never an option. */
function commitOf(top: string, name: string): string {
  const found = runGit(top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
  if (found.kind === 'done') return found.out.trim()
  throw new CliError(
    `\`${name}\` is not a revision of this repository`,
    `name a branch, a tag or a commit; ${helpToFetch}`,
  )
}

const kinds: Readonly<Record<string, TreeEntry['kind']>> = {
  '040000': 'folder',
  '100644': 'file',
  '100664': 'file',
  '100755': 'file',
  '120000': 'link',
  '160000': 'submodule',
}

/** Reads lines such as `100644 blob 8ab686…\tsite.policy`, each ended by NUL. */
function readEntries(text: string): ReadonlyMap<string, TreeEntry> {
  return new Map(
    text.split('\0').flatMap((line) => {
      const [, mode = '', id = '', name] = /^(\d+) \w+ ([\da-f]+)\t([^]*)$/.exec(line) ?? []
      const kind = kinds[mode]
      return name === undefined || kind === undefined ? [] : [[name, { kind, id }] as const]
    }),
  )
}

/** Reads `R087`, the old and the new name, and so on, each ended by NUL: old names by new names. */
function renamesIn(text: string): ReadonlyMap<string, string> {
  const parts = text.split('\0')
  return new Map(
    Array.from({ length: Math.floor(parts.length / 3) }, (_, at) => [parts[at * 3 + 2]!, parts[at * 3 + 1]!]),
  )
}

/** The content of a file that Git LFS stores elsewhere: its identifier and size; undefined for other content. */
export function readPointer(path: string, size: number): { readonly id: string; readonly size: number } | undefined {
  if (size > 1_024) return undefined
  const pointer =
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.+\n)*oid sha256:([\da-f]{64})\nsize (\d+)\n/.exec(
      readFileSync(path, 'utf8'),
    )
  return pointer === null ? undefined : { id: pointer[1]!, size: Number(pointer[2]) }
}
