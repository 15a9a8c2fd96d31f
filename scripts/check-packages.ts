/**
 * Packs every package that is not private as it would be published and has publint and attw ("are the types wrong") look at it: fields of
 * `package.json` that lead nowhere, types that do not belong to the code. Then uses them as a new user would (`first-use.ts`). Needs `tsc -b` to
 * have run. A line per package; where there is something wrong, what the tools say, and exit code 1.
 *
 *     node scripts/check-packages.ts
 */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { filterProblems, problemKindInfo } from '@arethetypeswrong/core/problems'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { firstUseFindings } from './first-use.ts'
import { publicPackages } from './public-packages.ts'

/** The ways in which packages are imported. They are ES modules, so `require` in older tools is not among them. */
const resolutions = ['node16-esm', 'bundler'] as const

/** The most that the files of a package may take, in KiB, unpacked: what `docs/packages.md` promises of small installations. */
const mostKiB: Readonly<Record<string, number>> = {
  'tidegate-engine': 740,
  'tidegate-model': 160,
  'tidegate-values': 240,
  'tidegate-dsl': 900,
  'tidegate-cli': 4_500,
}

const folder = mkdtempSync(join(tmpdir(), 'tidegate-packages-'))
try {
  const tarballs = pack(folder)
  for (const tarball of tarballs) {
    const started = performance.now()
    const bytes = new Uint8Array(readFileSync(tarball))
    const wrong = [...(await publintFindings(bytes)), ...(await attwFindings(bytes)), ...sizeFindings(tarball, bytes)]
    const size = `${Math.round(bytes.length / 1000)} kB`
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${basename(tarball)} (${size}, ${seconds} s)`)
    for (const finding of wrong) console.log(`  ${finding}`)
    if (wrong.length > 0) process.exitCode = 1
  }
  const used = firstUseFindings(tarballs, mkdtempSync(join(folder, 'use-')))
  console.log(`${used.length === 0 ? 'ok    ' : 'FAILED'} first use in an empty folder`)
  for (const finding of used) console.log(`  ${finding}`)
  if (used.length > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The tarballs of all published packages, in a folder. Throws with what pnpm says where one cannot be packed. */
function pack(to: string): readonly string[] {
  const filters = publicPackages().flatMap(({ folder }) => ['--filter', `./${folder}`])
  const args = ['--recursive', ...filters, 'pack', '--json', '--pack-destination', to]
  const { status, stdout, stderr, error } = spawnSync('pnpm', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`pnpm pack failed: ${error?.message ?? `${stdout}${stderr}`}`)
  // Scripts of packages print before the list.
  const packed = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as readonly { readonly filename: string }[]
  return packed.map(({ filename }) => filename)
}

async function publintFindings(bytes: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer } })
  return messages.map((message) => `publint ${message.type}: ${formatMessage(message, pkg, { color: false })}`)
}

function sizeFindings(tarball: string, bytes: Uint8Array): readonly string[] {
  const most = mostKiB[basename(tarball).replace(/-\d.*$/, '')]
  const size = gunzipSync(bytes).length / 1024
  return most === undefined || size <= most ? [] : [`${Math.round(size)} KiB unpacked, expected at most ${most} KiB`]
}

async function attwFindings(bytes: Uint8Array): Promise<readonly string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(bytes))
  if (analysis.types === false) return ['attw: the package has no types']
  const problems = resolutions.flatMap((resolutionKind) => filterProblems(analysis, { resolutionKind }))
  return [...new Set(problems)].map(({ kind, ...where }) => {
    const { title, shortDescription, docsUrl } = problemKindInfo[kind]
    return `attw: ${title}: ${shortDescription} ${JSON.stringify(where)} ${docsUrl}`
  })
}
