/** The oldest Node.js that the command line runs on; the same as `engines` in package.json. */
export const oldestNode = '22.18'

/** What to say to a user whose Node.js is too old to run anything; undefined where it is not. `version` as in `process.versions.node`. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number)
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined
  return `tidegate: this is Node.js ${version}, expected ${oldestNode} or later\nhelp: install a newer one from https://nodejs.org\n`
}
