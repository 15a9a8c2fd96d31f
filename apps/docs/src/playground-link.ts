import { deflateRawSync } from 'node:zlib'
import { type SharedState, shareJson } from '@tidegate/playground/share-link'

/** The fragment of a link to the playground, without `#`; what `writeFragment` of the playground writes, but at once. */
export function fragmentOf(state: SharedState): string {
  return `1.${deflateRawSync(shareJson(state), { level: 9 }).toString('base64url')}`
}

/** A fenced block as far as links to the playground need it. */
export interface Fence {
  readonly language: string
  /** The words after the language, such as `file=list.txt`. */
  readonly info: string
  readonly text: string
}

/**
 * What the playground opens for the block at an index: the policy, and the files of the blocks after it (`file=…`). Undefined if the block is not a policy, or a
 * fragment of the grammar. In a console session, the policy that `cat NAME.policy` shows.
 */
export function stateOf(fences: readonly Fence[], at: number): SharedState | undefined {
  const fence = fences[at]
  if (fence === undefined) return undefined
  if (fence.language === 'console') {
    const [, name, text] = /^\$ cat (\S+\.policy)\n([\s\S]*?)(?=^\$ |(?![\s\S]))/m.exec(fence.text) ?? []
    return name === undefined || text === undefined ? undefined : { files: { [name]: text }, root: name }
  }
  if (fence.language !== 'policy' || /\bfile=/.test(fence.info)) return undefined
  const files: [string, string][] = [['site.policy', fence.text]]
  for (const next of fences.slice(at + 1)) {
    const [, name] = /\bfile=(\S+)/.exec(next.info) ?? []
    if (name === undefined) {
      if (next.language === 'policy') break
      continue
    }
    if (!name.endsWith('.test.yaml')) files.push([name, next.text])
  }
  return { files: Object.fromEntries(files), root: 'site.policy' }
}
