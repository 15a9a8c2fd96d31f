import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { deadLinks } from './check-links.ts'
import { createHighlight } from './highlight.ts'
import { landingOf } from './landing.ts'
import { markdownOf, pageOf, type SiteFrame } from './layout.ts'
import { navigate } from './navigation.ts'
import { relativeTo, type RenderedPage, renderMarkdown } from './render-markdown.ts'
import { searchScript } from './search-index.ts'
import { sourcesOf } from './sources.ts'
import { style } from './style.ts'

export interface SiteOptions {
  /** The root of the repository. */
  readonly root: string
  /** The folder for the site; what is in it is replaced. */
  readonly out: string
  /** Where the sources are published, without a final slash. */
  readonly repository: string
  /** The folder with the built playground, which becomes a part of the site; undefined if there is none, and pages then do not link to it. */
  readonly playground: string | undefined
}

export interface BuiltSite {
  readonly pages: number
  /** Links that lead nowhere, one line each; the site is written all the same. */
  readonly dead: readonly string[]
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18" fill="none" stroke="#2b8a8f" stroke-width="1.800" stroke-linecap="round"><path d="M1 13c1.300 0 1.300-1.200 2.700-1.200S5 13 6.300 13s1.400-1.200 2.700-1.200S10.300 13 11.700 13s1.300-1.200 2.600-1.200S15.700 13 17 13M4 8V3M9 8V3M14 8V3M2 3h14"/></svg>
`

/** Writes the site: pages, Markdown, pictures, script, style sheet and index of the search. */
export async function buildSite({ root, out, repository, playground }: SiteOptions): Promise<BuiltSite> {
  const sources = sourcesOf(root)
  const highlight = await createHighlight(root)
  const hasPlayground = playground !== undefined
  const options = {
    links: { root, repository, sources: new Set(sources) },
    highlight,
    hasPlayground,
    embeds: new Set(['docs/getting-started.md']),
  }
  const texts = new Map(sources.map((source) => [source, readFileSync(join(root, source), 'utf8')]))
  const pages = new Map<string, RenderedPage>()
  for (const [source, text] of texts) pages.set(source, renderMarkdown(source, text, options))
  const frame: SiteFrame = { groups: navigate(sources), pages, repository, hasPlayground }

  rmSync(out, { recursive: true, force: true })
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(out, name)), { recursive: true })
    writeFileSync(join(out, name), text)
  }
  for (const page of pages.values()) {
    write(page.address, pageOf(frame, page).markup)
    write(markdownOf(page), texts.get(page.source) ?? '')
  }
  write('index.html', landingOf(frame, texts.get('README.md') ?? '', highlight).markup)
  write('llms.txt', readFileSync(join(root, 'llms.txt'), 'utf8'))
  const digest = pages.get('docs/language/digest.md')
  if (digest !== undefined) {
    write('digest/index.html', pageOf(frame, movedTo('digest/index.html', digest, texts, options)).markup)
    write('digest/index.md', texts.get(digest.source) ?? '')
  }
  for (const file of picturesOf(pages)) cpSync(join(root, file), join(out, 'files', file))
  write('site/icon.svg', icon)
  write('site/site.css', style)
  write('site/search.js', searchScript([...pages.values()]))
  await bundleScript(join(out, 'site/site.js'))
  if (playground !== undefined) cpSync(playground, join(out, 'playground'), { recursive: true })
  return { pages: pages.size + 2, dead: [...deadLinks([...pages.values()]), ...deadFiles(out, pages)] }
}

/** A page once more at another address. */
function movedTo(
  address: string,
  page: RenderedPage,
  texts: ReadonlyMap<string, string>,
  options: Parameters<typeof renderMarkdown>[2],
): RenderedPage {
  return renderMarkdown(page.source, texts.get(page.source) ?? '', options, address)
}

/** The pictures that pages show, and those of the landing page. */
function picturesOf(pages: ReadonlyMap<string, RenderedPage>): ReadonlySet<string> {
  const shown = [...pages.values()].flatMap(({ links }) =>
    links.flatMap(({ target }) => (target.kind === 'asset' ? [target.file] : [])),
  )
  return new Set([...shown, 'docs/pictures/replay.png', 'docs/pictures/replay-dark.png'])
}

async function bundleScript(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'client/site.ts')],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  })
}

/** The links of the written pages to files of the site that do not exist: those of the frame and of the landing page. */
function deadFiles(out: string, pages: ReadonlyMap<string, RenderedPage>): readonly string[] {
  const addresses = ['index.html', 'digest/index.html', ...[...pages.values()].map(({ address }) => address)]
  return addresses.flatMap((address) =>
    [...readFileSync(join(out, address), 'utf8').matchAll(/ (?:href|src)="([^"#?]+)[^"]*"/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z][a-z\d+.-]*:/i.test(link))
      .filter((link) => !existsSync(join(out, dirname(address), decodeURI(link))))
      .map((link) => `${address}: ${relativeTo('index.html', link)} does not exist`),
  )
}
