import type { RenderedPage } from './render-markdown.ts'

/** The links of the pages that lead nowhere, one line each: file, line and reason. Anchors are checked, too. */
export function deadLinks(pages: readonly RenderedPage[]): readonly string[] {
  const anchors = new Map(
    pages.map(({ address, sections }) => [address, new Set(sections.map(({ anchor }) => anchor))]),
  )
  const titles = new Map(pages.map(({ address, titleAnchor }) => [address, titleAnchor]))
  return pages.flatMap(({ source, links }) =>
    links.flatMap(({ target, line }) => {
      if (target.kind === 'broken') return [`${source}:${line}: ${target.message}`]
      if (target.kind !== 'page' || target.anchor === '') return []
      if (anchors.get(target.address)?.has(target.anchor) === true || titles.get(target.address) === target.anchor)
        return []
      return [`${source}:${line}: ${target.address} has no section #${target.anchor}`]
    }),
  )
}
