/**
 * The Node.js versions that the command line runs on; the same as `engines` in package.json. Earlier releases of these lines drop header fields
 * beyond about 1,000 silently.
 */
export const supportedNode = '^22.23.5 || >=24.18.1'

const oldest: readonly (readonly [number, number, number])[] = [
  [22, 23, 5],
  [24, 18, 1],
]

/** Returns the message for a Node.js that is too old, undefined if it is recent enough. `version` is that of `process.versions.node`. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  const own = oldest.find(([line]) => line === major)
  if (own === undefined ? major > 24 : minor > own[1] || (minor === own[1] && patch >= own[2])) return undefined
  const expected = oldest.map((parts) => parts.join('.')).join(' or ')
  return `tidegate: this is Node.js ${version}, expected ${expected} or later\n  help: install a newer version from https://nodejs.org\n`
}
