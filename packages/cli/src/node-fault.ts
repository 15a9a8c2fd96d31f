/** The oldest Node.js that the command line runs on; the same as `engines` in package.json. */
export const oldestNode = '22.18'

/** Returns the message for a Node.js that is too old, undefined if it is recent enough. `version` is that of `process.versions.node`. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number)
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined
  return `tidegate: this is Node.js ${version}, expected ${oldestNode} or later\n  help: install a newer version from https://nodejs.org\n`
}
