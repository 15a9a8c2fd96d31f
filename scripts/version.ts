/**
 * Turns the changesets into the next version of all packages and of the workspace, and gives the unreleased section of CHANGELOG.md this version
 * and the date. Exit code 1 if there is no changeset, or no such section.
 *
 *     pnpm release:version
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages, root } from './public-packages.ts'
import { mustRun } from './release/run.ts'

const unreleased = /^## \S+ \(unreleased\)$/m
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
const changesets = globSync('.changeset/*.md', { cwd: root }).filter((file) => !file.endsWith('README.md'))

if (changesets.length === 0) fail('there is no changeset: `pnpm changeset` writes one')
else if (!unreleased.test(changelog)) fail('CHANGELOG.md has no section `## VERSION (unreleased)`')
else {
  mustRun('changeset', ['version'], root, process.env)
  const version = publicPackages()[0]?.manifest.version ?? ''
  const day = new Date().toISOString().slice(0, 10)
  rewrite('CHANGELOG.md', unreleased, `## ${version} (${day})`)
  rewrite('package.json', /^ {2}"version": ".*",$/m, `  "version": "${version}",`)
  rewrite('packages/cli/src/version.ts', /= '.*'$/m, `= '${version}'`)
  rewrite('action.yml', /(?<=Version of @tidegate\/cli\.\n {4}default: ).*/, version)
  for (const file of ['.pre-commit-hooks.yaml', 'docs/ci.md'])
    rewrite(file, /(?<=@tidegate\/cli@|tidegate\/tidegate@v|^ +rev: v)\d[\w.-]*/gm, version)
  console.log(`version ${version}: read the changes, commit them, and tag the commit v${version}`)
}

function rewrite(file: string, what: RegExp, by: string): void {
  writeFileSync(join(root, file), readFileSync(join(root, file), 'utf8').replace(what, by))
}

function fail(sentence: string): void {
  console.log(sentence)
  process.exitCode = 1
}
