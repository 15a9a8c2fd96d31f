import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { publicPackages, type PublicPackage, repository, root } from '../scripts/public-packages.ts'

const packages = publicPackages()
const versions = new Set(packages.map(({ manifest }) => manifest.version))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const raw = repository.replace('https://github.com', 'https://raw.githubusercontent.com')

describe.each(packages.map((each) => [each.manifest.name, each] as const))('%s', (name, each) => {
  const { folder, manifest } = each
  const readme = read(`${folder}/README.md`)

  it('says in package.json what a registry shows', () => {
    expect(manifest).toMatchObject({
      license: 'MIT',
      type: 'module',
      repository: { type: 'git', url: `git+${repository}.git`, directory: folder },
      homepage: `${repository}/tree/main/${folder}#readme`,
      bugs: { url: `${repository}/issues` },
      publishConfig: { access: 'public', provenance: true },
    })
    expect(manifest.description?.length).toBeGreaterThan(20)
    expect(manifest.keywords).toContain('tidegate')
    expect(new Set(manifest.keywords).size).toBe(manifest.keywords?.length)
    expect(manifest.keywords?.length).toBeGreaterThan(3)
    expect(manifest.sideEffects, 'sideEffects').toBeDefined()
    expect(manifest.engines?.node).toBe(packages[0]?.manifest.engines?.node)
  })

  it('has a name that its folder has, too', () => {
    expect(name === 'tidegate' ? 'packages/tidegate' : name.replace('@tidegate/', 'packages/')).toBe(folder)
  })

  it('publishes its bundle, and neither sources nor tests', () => {
    expect(manifest.files).toContain('dist/bundle')
    const others = manifest.files?.filter((file) => /^(?:!|src|dist$|dist\/?$)/.test(file))
    expect(others).toEqual([])
    // Nothing of ours runs when a user installs a package.
    const onInstall = Object.keys(manifest.scripts ?? {}).filter((script) =>
      /^(?:(?:pre|post)?install|prepare)$/.test(script),
    )
    expect(onInstall).toEqual([])
    expect(manifest.scripts?.['prepack']).toMatch(/^node \.\.\/\.\.\/scripts\/bundle-(?:package|cli)\.ts$/)
  })

  it('has the licence of the repository', () => {
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'))
  })

  it('has a README with its name, badges, the line that installs it, and a program', () => {
    expect(readme.split('\n')[0]).toBe(`# ${name}`)
    for (const badge of readdirSync(join(root, 'docs/badges')))
      expect(readme).toContain(`](${raw}/main/docs/badges/${badge})`)
    const installs = [...readme.matchAll(/^npm install .*$/gm)].map(([line]) => line.split(' '))
    expect(installs.filter((words) => words.includes(name)).length, `npm install … ${name}`).toBeGreaterThan(0)
    expect(readme).toMatch(/^```(?:js|ts|console)\n/m)
  })

  it('has links in its README that exist on the page of a registry, too', () => {
    expect(linksOf(readme).filter((link) => !isFound(link, each))).toEqual([])
  })
})

describe('the published packages', () => {
  it('are all of one version, and so is the workspace', () => {
    const workspace = JSON.parse(read('package.json')) as { readonly version: string }
    expect([...versions]).toEqual([workspace.version])
  })

  it('are all built by the compiler, and in the table of the README', () => {
    const { references } = JSON.parse(read('tsconfig.json')) as { readonly references: readonly { path: string }[] }
    expect(references.map(({ path }) => path).toSorted()).toEqual(packages.map(({ folder }) => folder))
    const listed = [...read('README.md').matchAll(/^\| \[`.+?`\]\((packages\/[\w-]+)\)/gm)].map(([, path]) => path)
    expect(listed.toSorted()).toEqual(packages.map(({ folder }) => folder))
  })

  it('have badges that are current', () => {
    const { stdout, status } = spawnSync(process.execPath, ['scripts/draw-badges.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  })

  it('depend on each other in one version, and on others in a version or range', () => {
    const wrong = packages.flatMap(({ manifest }) =>
      Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })
        .filter(([other, range]) => range !== (other.startsWith('@tidegate/') ? 'workspace:*' : range.replace('*', '')))
        .map(([other, range]) => `${manifest.name}: ${other} ${range}`),
    )
    expect(wrong).toEqual([])
  })
})

/** The links and pictures of a page, without those in its code. */
function linksOf(markdown: string): readonly string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '``')
  return [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, link = '']) => link)
}

/** Whether a link of a package's README leads somewhere: to a place in the repository, in the package, or on the page; others are not checked. */
function isFound(link: string, { folder, manifest }: PublicPackage): boolean {
  const [, kind, path = '', anchor] =
    /^https:\/\/github\.com\/tidegate\/tidegate\/(tree|blob)\/main\/([^#]*)(?:#(.*))?$/.exec(link) ?? []
  if (kind !== undefined) {
    const file = join(root, path)
    if (!existsSync(file) || statSync(file).isDirectory() !== (kind === 'tree')) return false
    return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor)
  }
  if (link.startsWith(`${raw}/main/`)) return existsSync(join(root, link.slice(`${raw}/main/`.length)))
  if (link.startsWith(repository)) return link === `${repository}/issues`
  if (/^https?:/.test(link)) return true
  if (link.startsWith('#')) return anchorsOf(read(`${folder}/README.md`)).includes(link.slice(1))
  const file = normalize(link.replace(/#.*/, '')).replaceAll('\\', '/')
  const isPacked = [...(manifest.files ?? []), 'LICENSE', 'package.json'].some(
    (packed) => file === packed || file.startsWith(`${packed}/`) || dirname(file) === packed,
  )
  return isPacked && existsSync(join(root, folder, file))
}

/** The anchors that GitHub and npm give the headings of a page. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
