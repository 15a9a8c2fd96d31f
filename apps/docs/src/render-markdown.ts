import { posix } from 'node:path'
import { html, type Markup } from '@tidegate/markup'
import GithubSlugger from 'github-slugger'
import MarkdownIt from 'markdown-it'
import type { Highlight } from './highlight.ts'
import { type Fence, fragmentOf, stateOf } from './playground-link.ts'
import { type Links, resolveLink, type Target } from './resolve-link.ts'
import { addressOf } from './sources.ts'

/** A part of a page, from one heading to the next. */
export interface Section {
  /** Empty for what comes before the first heading after the title. */
  readonly anchor: string
  readonly level: number
  readonly title: string
  /** The prose of the section, without markup, for the search. */
  readonly text: string
}

/** A Markdown file as a page. */
export interface RenderedPage {
  readonly source: string
  readonly address: string
  readonly title: string
  /** The anchor of the title. */
  readonly titleAnchor: string
  readonly content: Markup
  readonly sections: readonly Section[]
  /** Where its links lead, with the line of the paragraph. */
  readonly links: readonly { readonly target: Target; readonly line: number }[]
}

export interface RenderOptions {
  readonly links: Links
  readonly highlight: Highlight
  /** Whether the site has a playground, to which policies are linked. */
  readonly hasPlayground: boolean
  /** Source of a page → the playground is also shown within it, after its first policy. */
  readonly embeds: ReadonlySet<string>
}

/** Renders a Markdown file, for its own address or another. */
export function renderMarkdown(
  source: string,
  text: string,
  options: RenderOptions,
  address: string = addressOf(source),
): RenderedPage {
  const slugger = new GithubSlugger()
  const sections: { anchor: string; level: number; title: string; text: string }[] = []
  const found: { target: Target; line: number }[] = []
  // WHY `html`: only so that comments are tokens of their own, and can be left out.
  const md = new MarkdownIt({ html: true, linkify: false })
  md.renderer.rules['html_block'] = (all, at) => asText(all[at]!.content)
  md.renderer.rules['html_inline'] = (all, at) => asText(all[at]!.content)
  const tokens = md.parse(text, {})
  const fences: Fence[] = []
  let title = ''
  let titleAnchor = ''
  let line = 1
  let current = { anchor: '', level: 1, title: '', text: '' }

  const follow = (href: string): string => {
    const target = resolveLink(options.links, source, href)
    found.push({ target, line })
    switch (target.kind) {
      case 'page':
        return `${target.address === address ? '' : relativeTo(address, target.address)}${target.anchor === '' ? '' : `#${target.anchor}`}`
      case 'asset':
        return relativeTo(address, `files/${target.file}`)
      case 'outside':
        return target.url
      case 'broken':
        return href
    }
  }

  for (const [at, token] of tokens.entries()) {
    if (token.map !== null) line = token.map[0] + 1
    if (token.type === 'fence') fences.push(fenceOf(token.info, token.content))
    if (token.type === 'heading_open') {
      const name = plainText(tokens[at + 1]?.children ?? [])
      const anchor = slugger.slug(name)
      token.attrSet('id', anchor)
      const level = Number(token.tag.slice(1))
      if (level === 1 && title === '') {
        title = name
        titleAnchor = anchor
      }
      current = { anchor: anchor === titleAnchor ? '' : anchor, level, title: name, text: '' }
      sections.push(current)
    }
    if (token.type !== 'inline') continue
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') child.attrSet('href', follow(String(child.attrGet('href') ?? '')))
      if (child.type === 'image') {
        child.attrSet('src', follow(String(child.attrGet('src') ?? '')))
        child.attrSet('loading', 'lazy')
      }
    }
    if (tokens[at - 1]?.type !== 'heading_open') current.text += `${plainText(token.children ?? [])} `
  }

  let number = -1
  let isEmbedded = !options.embeds.has(source) || !options.hasPlayground
  md.renderer.rules['fence'] = (all, at) => {
    number += 1
    const fence = fenceOf(all[at]!.info, all[at]!.content)
    const state = options.hasPlayground ? stateOf(fences, number) : undefined
    const playground = relativeTo(address, 'playground/index.html')
    const link =
      state === undefined
        ? undefined
        : html`<a class="open" href="${`${playground}#${fragmentOf(state)}`}">Open in the playground</a>`
    const frame =
      state === undefined || isEmbedded
        ? undefined
        : html`<iframe
            class="embed"
            title="The policy in the playground"
            loading="lazy"
            src="${`${playground}?embed#${fragmentOf(state)}`}"
          ></iframe>`
    if (state !== undefined) isEmbedded = true
    return html`<div class="block" data-language="${fence.language}">
        <pre tabindex="0"><code>${options.highlight(fence.language, fence.text)}</code></pre>
        ${link}
      </div>
      ${frame} `.markup
  }
  md.renderer.rules['table_open'] = () => '<div class="table" tabindex="0"><table>\n'
  md.renderer.rules['table_close'] = () => '</table></div>\n'
  md.renderer.rules['heading_close'] = (all, at) => {
    const open = all.slice(0, at).findLast(({ type }) => type === 'heading_open')
    const link = html`<a class="anchor" href="#${open?.attrGet('id') ?? ''}" aria-label="Link to this section">#</a>`
    return `${all[at]!.tag === 'h1' ? '' : link.markup}</${all[at]!.tag}>\n`
  }
  // WHY: the renderer escapes all text, and HTML in Markdown is text, too (`asText`).
  return {
    source,
    address,
    title: title === '' ? posix.basename(source, '.md') : title,
    titleAnchor,
    content: { markup: md.renderer.render(tokens, md.options, {}) },
    sections,
    links: found,
  }
}

/** An address as seen from another page. */
export function relativeTo(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to)
  return path === '' ? posix.basename(to) : path
}

function fenceOf(info: string, text: string): Fence {
  const [language = '', ...words] = info.trim().split(/\s+/)
  return { language, info: words.join(' '), text }
}

interface Inline {
  readonly type: string
  readonly content: string
  readonly children: readonly Inline[] | null
}

function plainText(tokens: readonly Inline[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type === 'softbreak' || type === 'hardbreak') return ' '
      if (type === 'html_inline') return withoutComments(content)
      return type === 'image' ? plainText(children ?? []) : content
    })
    .join('')
}

/** HTML in Markdown as text that shows it; comments are left out. */
function asText(content: string): string {
  return html`${withoutComments(content).trimEnd()}`.markup
}

function withoutComments(content: string): string {
  return content.replaceAll(/<!--.*?-->/gs, '')
}
