import MiniSearch from 'minisearch'
import type { RenderedPage } from './render-markdown.ts'
import { isStudy } from './navigation.ts'
import { searchOptions } from './search-options.ts'

/** Texts of pages that list signatures are left out of the search; their headings are the names. */
const onlyHeadings = /^docs\/api\/|^CHANGELOG/

/** The index of all sections, as a script that keeps it for the search: a page without network can load a script, but cannot fetch. */
export function searchScript(pages: readonly RenderedPage[]): string {
  const search = new MiniSearch(searchOptions)
  let id = 0
  for (const { source, address, title, sections } of pages.filter((page) => !isStudy(page.source)))
    for (const section of sections) {
      id += 1
      search.add({
        id,
        title: section.title,
        page: title,
        href: section.anchor === '' ? address : `${address}#${section.anchor}`,
        text: onlyHeadings.test(source) ? '' : section.text.trim(),
        excerpt: onlyHeadings.test(source) ? '' : section.text.trim().slice(0, 140),
      })
    }
  return `globalThis.tidegateSearch=${JSON.stringify(JSON.stringify(search))}\n`
}
