import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCssVariablesTheme, createHighlighterCore } from '@shikijs/core'
import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript'
import diff from '@shikijs/langs/diff'
import docker from '@shikijs/langs/docker'
import markup from '@shikijs/langs/html'
import http from '@shikijs/langs/http'
import json from '@shikijs/langs/json'
import nginx from '@shikijs/langs/nginx'
import sh from '@shikijs/langs/shellscript'
import typescript from '@shikijs/langs/typescript'
import yaml from '@shikijs/langs/yaml'
import { html, type Markup } from '@tidegate/markup'

/** Languages of fenced blocks, and the grammar that colours each. Others are shown without colours. */
const grammars: Readonly<Record<string, string>> = {
  policy: 'policy',
  ts: 'typescript',
  typescript: 'typescript',
  js: 'typescript',
  sh: 'shellscript',
  json: 'json',
  html: 'html',
  yaml: 'yaml',
  http: 'http',
  nginx: 'nginx',
  diff: 'diff',
  dockerfile: 'docker',
}

/** WHY: the formatter of sources joins the lines of a template. */
const lineBreak: Markup = { markup: '\n' }

/** Colours the text of a fenced block in a language. */
export type Highlight = (language: string, text: string) => Markup

/**
 * Reads the grammars: that of policies is the one of editors. Tokens get classes, `t-keyword` and so on, because a page without inline styles can forbid them.
 */
export async function createHighlight(root: string): Promise<Highlight> {
  const grammar = JSON.parse(readFileSync(join(root, 'packages/dsl/editor/tidegate.tmLanguage.json'), 'utf8')) as object
  const highlighter = await createHighlighterCore({
    engine: createJavaScriptRegexEngine(),
    themes: [createCssVariablesTheme({ name: 'classes', variablePrefix: '--t-' })],
    langs: [diff, docker, markup, http, json, nginx, sh, typescript, yaml, { ...grammar, name: 'policy' } as never],
  })
  return (language, text) => {
    const lang = grammars[language]
    if (lang === undefined) return plainText(text)
    const lines = highlighter.codeToTokensBase(text, { lang, theme: 'classes' })
    const parts = lines.map((tokens, at) => {
      const colored = tokens.map(({ content, color }) => {
        const name = /^var\(--t-(?:token-)?([\w-]+)\)$/.exec(color ?? '')?.[1]
        return name === undefined || name === 'foreground'
          ? html`${content}`
          : html`<span class="t-${name}">${content}</span>`
      })
      // WHY: the break is part of the line, so that a line which is a block of its own on narrow screens is not followed by an empty one.
      return html`<span class="line">${[...colored, ...(at === lines.length - 1 ? [] : [lineBreak])]}</span>`
    })
    return html`${parts}`
  }
}

/** A text without colours. Its control characters become visible, except the ends of lines. */
export function plainText(text: string): Markup {
  return html`${text.split('\n').flatMap((line, at) => [...(at === 0 ? [] : [lineBreak]), html`${line}`])}`
}
