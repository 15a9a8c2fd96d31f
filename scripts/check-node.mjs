/**
 * Ends a script of this repository with one sentence if Node.js is too old to run TypeScript. Loaded with `--import` before the script itself, which
 * such a Node.js could not even read; for the same reason it is JavaScript.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `this is Node.js ${process.versions.node}, expected 22.18 or later: install a newer version from https://nodejs.org ` +
      '(on Linux and Windows, `pnpm install` brings one for the scripts of package.json)\n',
  )
  process.exit(2)
}
