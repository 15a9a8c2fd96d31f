import { html, type Markup } from '@tidegate/markup'
import type { NavigationGroup } from './navigation.ts'
import { maxQueryLength } from './search-options.ts'
import { relativeTo, type RenderedPage, type Section } from './render-markdown.ts'

/** What every page of the site shows. */
export interface SiteFrame {
  readonly groups: readonly NavigationGroup[]
  readonly pages: ReadonlyMap<string, RenderedPage>
  readonly repository: string
  readonly hasPlayground: boolean
}

/** Scripts, styles, pictures and frames come from the site only, and a page sends nothing. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"

/** A whole document: head, bar, and what is below it. */
export function documentOf(
  frame: SiteFrame,
  address: string,
  title: string,
  description: string,
  main: Markup,
): Markup {
  const to = (target: string): string => relativeTo(address, target)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="description" content="${description}" />
        <title>${title}</title>
        <link rel="icon" href="${to('site/icon.svg')}" />
        <link rel="stylesheet" href="${to('site/site.css')}" />
        <script src="${to('site/site.js')}" data-base="${to('')}"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the text</a>
        <header class="bar">
          <a class="brand" href="${to('index.html')}"
            ><img src="${to('site/icon.svg')}" alt="" width="22" height="22" />Tidegate</a
          >
          <nav class="top" aria-label="Site">
            <a href="${to('getting-started.html')}">Start</a>
            <a href="${to('language/index.html')}">Language</a>
            <a href="${to('cookbook.html')}">Cookbook</a>
            ${frame.hasPlayground ? html`<a href="${to('playground/index.html')}">Playground</a>` : undefined}
            <a href="${to('contents.html')}">All pages</a>
            <a href="${frame.repository}" rel="noreferrer">Source</a>
          </nav>
          <button type="button" class="search-open" hidden aria-haspopup="dialog">
            <span>Search</span> <kbd>/</kbd>
          </button>
          <button type="button" class="scheme" hidden aria-label="Colours: as the system">◐</button>
        </header>
        ${main}
        <dialog class="search" aria-label="Search">
          <form method="dialog">
            <input
              type="search"
              aria-label="Search the documentation"
              placeholder="Search: retry-after, TG301, Googlebot…"
              autocomplete="off"
              spellcheck="false"
              maxlength="${maxQueryLength}"
              role="combobox"
              aria-expanded="false"
              aria-controls="results"
              aria-autocomplete="list"
            /><button aria-label="Close">Esc</button>
          </form>
          <p class="state" role="status"></p>
          <ol id="results" role="listbox" aria-label="Results"></ol>
        </dialog>
      </body>
    </html> `
}

/** A page of the documentation: navigation, text, and what the page contains. */
export function pageOf(frame: SiteFrame, page: RenderedPage): Markup {
  const main = html`<div class="columns">
    ${navigationOf(frame, page)}
    <main id="main" tabindex="-1">
      <article>
        ${page.content}
        <footer>
          <a href="${`${frame.repository}/blob/main/${page.source}`}" rel="noreferrer">Source of this page</a> ·
          <a href="${relativeTo(page.address, markdownOf(page))}">As Markdown</a>
        </footer>
      </article>
    </main>
    ${contentsOf(page.sections)}
  </div>`
  return documentOf(frame, page.address, `${page.title} · Tidegate`, descriptionOf(page), main)
}

/** Where the Markdown of a page is on the site: next to it. */
export function markdownOf(page: RenderedPage): string {
  return page.address.replace(/\.html$/, '.md')
}

function descriptionOf({ sections, title }: RenderedPage): string {
  const text = sections[0]?.text.trim() ?? ''
  return text === '' ? title : text.replace(/^(.{0,180}\S)(?:\s[\s\S]*)?$/, '$1')
}

function navigationOf({ groups, pages }: SiteFrame, page: RenderedPage): Markup {
  const shown = groups.map(({ title, sources }) => {
    const isOpen = sources.includes(page.source)
    const items = sources.map((source) => {
      const other = pages.get(source)
      if (other === undefined) return html``
      const href = relativeTo(page.address, other.address)
      return source === page.source
        ? html`<li><a href="${href}" aria-current="page">${other.title}</a></li>`
        : html`<li><a href="${href}">${other.title}</a></li>`
    })
    const summary = html`<summary>${title}</summary>
      <ul>
        ${items}
      </ul>`
    return isOpen ? html`<details open>${summary}</details>` : html`<details>${summary}</details>`
  })
  return html`<details class="menu" open>
    <summary>Pages</summary>
    <nav class="pages" aria-label="Pages">${shown}</nav>
  </details>`
}

function contentsOf(sections: readonly Section[]): Markup {
  const listed = sections.filter(({ anchor, level }) => anchor !== '' && level <= 3)
  if (listed.length < 2) return html`<div class="contents"></div>`
  const items = listed.map(
    ({ anchor, level, title }) => html`<li class="l${level}"><a href="#${anchor}">${title}</a></li>`,
  )
  return html`<nav class="contents" aria-label="On this page">
    <p>On this page</p>
    <ul>
      ${items}
    </ul>
  </nav>`
}
