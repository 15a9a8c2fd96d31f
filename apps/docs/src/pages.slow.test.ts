import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readFragment } from '@tidegate/playground/share-link'
import { describe, expect, it } from 'vitest'
import { deadLinks } from './check-links.ts'
import { createHighlight, plainText } from './highlight.ts'
import { openingOf } from './landing.ts'
import { isStudy, navigate } from './navigation.ts'
import { fragmentOf, stateOf } from './playground-link.ts'
import { renderMarkdown } from './render-markdown.ts'
import { addressOf, sourcesOf } from './sources.ts'

const root = resolve(import.meta.dirname, '../../..')
const sources = sourcesOf(root)
const options = {
  links: { root, repository: 'https://example.com/repository', sources: new Set(sources) },
  highlight: (_language: string, text: string) => plainText(text),
  hasPlayground: true,
  embeds: new Set(['docs/getting-started.md']),
}
const pages = sources.map((source) => renderMarkdown(source, readFileSync(join(root, source), 'utf8'), options))

describe('the pages of the site', () => {
  it('have no dead links, and no dead anchors', () => {
    expect(deadLinks(pages)).toEqual([])
  })

  it('find dead links and anchors', () => {
    const text = '# A\n\n[1](nothing.md) [2](../README.md#nothing) [3](#b)\n\n## B\n'
    expect(deadLinks([...pages, renderMarkdown('docs/a.md', text, options)])).toEqual([
      'docs/a.md:3: docs/nothing.md does not exist',
      'docs/a.md:3: project/readme.html has no section #nothing',
    ])
  })

  it('have different addresses, and each is in one group of the navigation', () => {
    expect(new Set(sources.map(addressOf)).size).toBe(sources.length)
    expect(
      navigate(sources)
        .flatMap((group) => group.sources)
        .toSorted(),
    ).toEqual([...sources].toSorted())
    expect(navigate([...sources, 'docs/new.md']).at(-1)?.sources).toContain('docs/new.md')
  })

  it('of the documentation are each in the group of a purpose, except the overview and the studies', () => {
    const left = navigate(sources).at(-1)?.sources ?? []
    expect(left.filter((source) => source.startsWith('docs/') && !isStudy(source))).toEqual(['docs/README.md'])
  })

  it('name the sources of what has no page', () => {
    const { content } = renderMarkdown('docs/a.md', '[x](../package.json) [y](../packages/dsl/src)', options)
    expect(content.markup).toContain('href="https://example.com/repository/blob/main/package.json"')
    expect(content.markup).toContain('href="https://example.com/repository/tree/main/packages/dsl/src"')
  })

  it('do not contain HTML of the Markdown', () => {
    const { content } = renderMarkdown('docs/a.md', '<script>alert(1)</script> [x](javascript:alert(1))', options)
    expect(content.markup).not.toMatch(/<script|href="javascript/)
  })

  it('do not show the comments of the Markdown, nor find them', () => {
    const text = '# A\n\n<!-- one -->\n\n## B\n\n**8** <!-- two --> cores\n\n`<!-- code -->`\n'
    const { content, sections } = renderMarkdown('docs/a.md', text, options)
    expect(content.markup).not.toMatch(/one|two/)
    expect(content.markup).toContain('<code>&lt;!-- code --&gt;</code>')
    expect(sections.at(-1)).toMatchObject({ anchor: 'b', title: 'B', text: '8  cores <!-- code --> ' })
    const shown = pages.filter((page) => /&lt;!--(?!.*<\/code>)/.test(page.content.markup))
    expect(shown.map(({ source }) => source)).toEqual([])
  })

  it('show the playground in getting started, once, and link to it from policies', () => {
    const start = pages.find(({ source }) => source === 'docs/getting-started.md')
    expect(start?.content.markup.match(/<iframe/g)).toHaveLength(1)
    const cookbook = pages.find(({ source }) => source === 'docs/cookbook.md')
    expect(cookbook?.content.markup.match(/class="open"/g)?.length).toBeGreaterThanOrEqual(20)
  })
})

describe('links to the playground', () => {
  it('contain a policy with the files after it, and not its tests', async () => {
    const fences = [
      { language: 'policy', info: '', text: 'list a = file "a.txt"\n' },
      { language: 'text', info: 'file=a.txt', text: '192.0.2.1\n' },
      { language: 'yaml', info: 'file=site.test.yaml', text: 'tests: []\n' },
      { language: 'policy', info: '', text: 'block anyone\n' },
    ]
    const state = { files: { 'site.policy': fences[0]!.text, 'a.txt': fences[1]!.text }, root: 'site.policy' }
    expect(stateOf(fences, 0)).toEqual(state)
    expect(await readFragment(fragmentOf(state))).toEqual({ kind: 'state', state })
    expect(stateOf(fences, 1)).toBeUndefined()
  })

  it('contain the policy that a console session shows', () => {
    const text = '$ init\nwritten\n$ cat site.policy\npolicy "a"\n\nblock anyone\n$ check\n'
    const state = { files: { 'site.policy': 'policy "a"\n\nblock anyone\n' }, root: 'site.policy' }
    expect(stateOf([{ language: 'console', info: '', text }], 0)).toEqual(state)
  })
})

describe('colours', () => {
  it('leave the text and its lines as they are', async () => {
    const highlight = await createHighlight(root)
    const text = '# a & b\nblock ip in 192.0.2.1\n\n  reply 403 "<b>"\n'
    const { markup } = highlight('policy', text)
    expect(plainText(text).markup.split('\n')).toHaveLength(5)
    expect(markup).toContain('class="t-')
    expect(markup).toContain('</span>\n</span><span class="line">')
    expect(markup).not.toContain('style=')
    expect(markup.replaceAll(/<[^>]*>/g, '')).toBe(plainText(text).markup)
    expect(highlight('console', text).markup).toBe(plainText(text).markup)
  })
})

it('the landing page takes its opening from README.md', () => {
  const { sentence, policy } = openingOf(readFileSync(join(root, 'README.md'), 'utf8'))
  expect(sentence).toBe('Tidegate decides which requests an HTTP server admits.')
  expect(policy).toContain('\npolicy "public website"\n')
  expect(() => openingOf('# Another\n')).toThrow('does not begin')
})
