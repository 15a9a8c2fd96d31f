import MiniSearch, { type SearchResult } from 'minisearch'
import { searchOptions } from '../search-options.ts'

/** The script of every page: colours, the menu of narrow screens, and the search. Pages can be read without it. */

const base = document.currentScript?.dataset['base'] ?? ''
const prefix = base === '' || base.endsWith('/') ? base : `${base}/`

const schemes = ['system', 'light', 'dark'] as const
type Scheme = (typeof schemes)[number]
const signs: Readonly<Record<Scheme, string>> = { system: '◐', light: '☀', dark: '☾' }
const words: Readonly<Record<Scheme, string>> = { system: 'as the system', light: 'light', dark: 'dark' }

function storedScheme(): Scheme {
  try {
    const stored = localStorage.getItem('tidegate-colours')
    return schemes.find((scheme) => scheme === stored) ?? 'system'
  } catch {
    return 'system' // The browser forbids storage, as it may for files.
  }
}

let scheme = storedScheme()

function applyScheme(): void {
  if (scheme === 'system') delete document.documentElement.dataset['scheme']
  else document.documentElement.dataset['scheme'] = scheme
}

// Before the body is parsed, so that a page never flashes in the other colours.
applyScheme()

document.addEventListener('DOMContentLoaded', () => {
  prepareScheme(document.querySelector<HTMLButtonElement>('.scheme')!)
  prepareMenu(document.querySelector<HTMLDetailsElement>('.menu'))
  prepareSearch(document.querySelector<HTMLDialogElement>('dialog.search')!)
})

function prepareScheme(button: HTMLButtonElement): void {
  const show = (): void => {
    button.textContent = signs[scheme]
    button.setAttribute('aria-label', `Colours: ${words[scheme]}`)
    button.title = `Colours: ${words[scheme]}`
  }
  button.hidden = false
  show()
  button.addEventListener('click', () => {
    scheme = schemes[(schemes.indexOf(scheme) + 1) % schemes.length]!
    try {
      localStorage.setItem('tidegate-colours', scheme)
    } catch {
      // It then applies to this page only.
    }
    applyScheme()
    show()
  })
}

function prepareMenu(menu: HTMLDetailsElement | null): void {
  if (menu === null) return
  const narrow = matchMedia('(max-width: 860px)')
  const fit = (): void => {
    menu.open = !narrow.matches
  }
  fit()
  narrow.addEventListener('change', fit)
  const current = menu.querySelector<HTMLElement>('[aria-current]')
  const list = menu.querySelector<HTMLElement>('.pages')
  if (current !== null && list !== null) list.scrollTop = current.offsetTop - list.clientHeight / 3
}

let index: Promise<MiniSearch> | undefined

/** Loads the index when the search is first opened. */
function loadIndex(): Promise<MiniSearch> {
  index ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `${prefix}site/search.js`
    script.addEventListener('load', () => {
      const { tidegateSearch } = globalThis as unknown as { readonly tidegateSearch: string }
      resolve(MiniSearch.loadJSON(tidegateSearch, searchOptions))
    })
    script.addEventListener('error', () => {
      index = undefined
      reject(new Error('the index could not be loaded'))
    })
    document.head.append(script)
  })
  return index
}

/** The sections that contain all words, or if there are none, those that contain some. */
function findSections(
  search: MiniSearch,
  query: string,
): { readonly results: readonly SearchResult[]; readonly hasAllWords: boolean } {
  const results = query === '' ? [] : search.search(query)
  if (results.length > 0 || !/\s/.test(query)) return { results, hasAllWords: true }
  return { results: search.search(query, { combineWith: 'OR' }), hasAllWords: false }
}

function prepareSearch(dialog: HTMLDialogElement): void {
  const opener = document.querySelector<HTMLButtonElement>('.search-open')!
  const input = dialog.querySelector('input')!
  const list = dialog.querySelector('ol')!
  const state = dialog.querySelector<HTMLElement>('.state')!
  let chosen = -1

  const open = (): void => {
    if (!dialog.open) dialog.showModal()
    input.select()
    loadIndex().then(show, () => {
      state.textContent = 'The search could not be loaded. Reload the page.'
    })
  }

  const choose = (next: number): void => {
    const options = [...list.children]
    chosen = Math.max(-1, Math.min(options.length - 1, next))
    for (const [at, option] of options.entries()) option.setAttribute('aria-selected', String(at === chosen))
    const option = options[chosen]
    if (option === undefined) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', option.id)
    option?.scrollIntoView({ block: 'nearest' })
  }

  const show = (search: MiniSearch): void => {
    const query = input.value.trim()
    const { results, hasAllWords } = findSections(search, query)
    const found = results.slice(0, 20)
    const count = found.length === 20 ? 'The 20 best results' : `${found.length} found`
    state.textContent =
      query === ''
        ? ''
        : found.length === 0
          ? `Nothing found for “${query}”`
          : hasAllWords
            ? count
            : `No section contains all of these words. ${count} with some of them`
    list.replaceChildren(
      ...found.map(({ title, page, href, excerpt }, at) => {
        const item = document.createElement('li')
        item.id = `result-${at}`
        item.setAttribute('role', 'option')
        const link = document.createElement('a')
        link.href = prefix + String(href)
        link.tabIndex = -1
        const parts = [
          ['b', title],
          ['i', title === page ? '' : page],
          ['span', excerpt],
        ] as const
        for (const [tag, text] of parts) {
          const part = document.createElement(tag)
          part.textContent = String(text)
          link.append(part)
        }
        item.append(link)
        return item
      }),
    )
    input.setAttribute('aria-expanded', String(found.length > 0))
    choose(found.length > 0 ? 0 : -1)
  }

  opener.hidden = false
  opener.addEventListener('click', open)
  input.addEventListener('input', () => {
    void loadIndex().then(show, () => {})
  })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(chosen + 1)
    else if (event.key === 'ArrowUp') choose(Math.max(0, chosen - 1))
    else if (event.key === 'Enter') list.children[chosen]?.querySelector('a')?.click()
    else return
    event.preventDefault()
  })
  list.addEventListener('click', () => {
    dialog.close()
  })
  document.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null
    const asks = (event.key === '/' && !isTyping) || (event.key === 'k' && (event.ctrlKey || event.metaKey))
    if (!asks || event.altKey) return
    event.preventDefault()
    open()
  })
}
