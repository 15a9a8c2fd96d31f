/**
 * Throws an error that says which release of Node.js is needed, on releases that lack functions of the language that Tidegate uses.
 *
 * WHY: package managers only warn about `engines`, and the error of a missing function says nothing about the release.
 */
export function checkNode(version: string): void {
  if (Number.parseInt(version, 10) >= 22) return
  throw new Error(
    `tidegate: this is Node.js ${version}, expected 22.23.5 or 24.18.1 or later: install a newer version from https://nodejs.org`,
  )
}
