import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { firstExample } from '../src/first-example.ts'
import type { SharedState } from '../src/share-link.ts'
import { exampleRequests } from './example-requests.ts'

/** An example that the page offers. */
export interface PageExample extends SharedState {
  readonly title: string
}

/** An example of the repository that the page cannot decide requests with. */
export interface OmittedExample {
  readonly title: string
  /** Its path in the folder of examples. */
  readonly path: string
  readonly reason: string
}

/** What the page offers, and what it does not. */
export interface PageExamples {
  readonly offered: readonly PageExample[]
  readonly omitted: readonly OmittedExample[]
}

const folder = fileURLToPath(new URL('../../../examples/', import.meta.url))

/** Reads the examples of the repository, with the files next to them. Throws if there is one without requests. */
export function readExamples(): PageExamples {
  const offered: PageExample[] = [{ title: 'A shop: scrapers, admin pages and log-ins', ...firstExample }]
  const omitted: OmittedExample[] = []
  const policies = listFiles(folder).filter((path) => path.endsWith('.policy'))
  const texts = new Map(policies.map((path) => [path, readFileSync(`${folder}${path}`, 'utf8')]))
  for (const [path, policy] of texts) {
    if ([...texts].some(([other, text]) => isIncludedBy(path, other, text))) continue
    const title = titleOf(policy, path)
    const reason = reasonToOmit(policy)
    if (reason !== undefined) {
      omitted.push({ title, path, reason })
      continue
    }
    const requests = exampleRequests[path]
    if (requests === undefined) throw new Error(`examples/${path} has no requests in example-requests.ts`)
    const [, name, root] = /^(.*)\/([^/]+)$/.exec(path)!
    const files: Record<string, string> = { [root!]: policy }
    for (const file of listFiles(`${folder}${name!}`))
      if (file !== root && isNamedIn(file, policy)) files[file] = readFileSync(`${folder}${name!}/${file}`, 'utf8')
    offered.push({ title, files, root: root!, requests })
  }
  return { offered, omitted }
}

/** Returns why the page cannot decide requests with a policy; undefined if it can. */
function reasonToOmit(policy: string): string | undefined {
  const [, plugin] = /^\s*use\s+([\w-]+)/m.exec(policy) ?? []
  if (plugin !== undefined) return `uses the plugin ${plugin}, which runs on servers only`
  const [, format] = /^\s*import\s+([\w-]+)/m.exec(policy) ?? []
  return format === undefined ? undefined : `imports ${format}, which is done on servers only`
}

/** Returns the files in a folder and in its folders, in the order of their names, but not those of sources and dependencies. */
function listFiles(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (/^(?:node_modules|src|static|package\.json|README\.md)$/.test(entry.name)) return []
      return entry.isDirectory()
        ? listFiles(`${path}/${entry.name}`).map((file) => `${entry.name}/${file}`)
        : [entry.name]
    })
}

/** Whether a policy of the examples includes another one. Both are given by their paths. */
function isIncludedBy(path: string, other: string, text: string): boolean {
  const beginning = other.slice(0, other.lastIndexOf('/') + 1)
  return path !== other && path.startsWith(beginning) && isNamedIn(path.slice(beginning.length), text)
}

/** Whether a policy names a file, also by a pattern such as `tenants/*.policy`. */
function isNamedIn(file: string, policy: string): boolean {
  return [...policy.matchAll(/"([^"]+)"/g)].some(([, written]) => {
    const pattern = written!.replaceAll(/[.+^$()|[\]{}\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*')
    return new RegExp(`^${pattern}$`).test(file)
  })
}

function titleOf(policy: string, path: string): string {
  const [comment] = /^# (.+)/.exec(policy)?.slice(1) ?? []
  // The first sentence, which says what the policy is about; a comment that begins with a file's name says that first.
  const text = (comment ?? path).replace(/^\S+\.policy: /, '').replace(/(?<=[^.]{20})\.(?: .*)?$/, '')
  const title = `${text[0]!.toUpperCase()}${text.slice(1)}`
  return title.length > 70 ? `${title.slice(0, 69)}…` : title
}
