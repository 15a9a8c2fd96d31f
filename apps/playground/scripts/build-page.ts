import { build, type Plugin, transform } from 'esbuild'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { catalogTokens } from '@tidegate/bot-catalog'
import { palette } from '@tidegate/markup'
import { readExamples } from './read-examples.ts'

/** What a page weighs. */
export interface PageSizes {
  /** The part that is loaded before the first diagnostics: everything before the worker. */
  readonly first: Compressed
  readonly whole: Compressed
}

/** The most that the first part may weigh with brotli. */
export const maxFirstBytes: number = 300 * 1024

/** Bytes after compression. */
export interface Compressed {
  readonly brotli: number
  readonly gzip: number
}

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}`, import.meta.url))

/** Leaves out modules that nothing uses, which bundlers keep where packages do not say that they have no side effects. */
const lean: Plugin = {
  name: 'lean',
  setup: (building) => {
    // What reads files is left out: nothing here uses it, and the build fails if something does.
    building.onResolve({ filter: /^node:(?:fs|fs\/promises|path|stream|zlib)$/ }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }))
  },
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source(entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2024',
    conditions: ['@tidegate/source'],
    alias: {
      'node:buffer': source('shims/buffer.ts'),
      'node:util': source('shims/util.ts'),
      'node:url': source('shims/url.ts'),
    },
    inject: entry === 'worker.ts' ? [source('shims/buffer.ts')] : [],
    legalComments: 'none',
    plugins: [lean],
    logLevel: 'error',
    write: false,
  })
  const [, name] = /["'](node:[\w/]+)["']/.exec(outputFiles[0]!.text) ?? []
  if (name !== undefined) throw new Error(`${entry} needs ${name}, which browsers do not have`)
  // Inside a script element, its end and the beginning of a comment must be escaped; in scripts, both occur in strings and patterns only.
  return outputFiles[0]!.text.trimEnd().replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3C`)
}

/** Builds the page: one file that loads nothing else. */
export async function buildPage(): Promise<string> {
  const [main, worker, style] = await Promise.all([
    bundle('main.ts'),
    bundle('worker.ts'),
    transform(readFileSync(source('page.css'), 'utf8'), { loader: 'css', minify: true }),
  ])
  const csp = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(main).digest('base64')}'`,
    // The editor writes its own style sheets.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'worker-src blob:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')
  const parts: Readonly<Record<string, string>> = {
    CSP: csp,
    STYLE: `${palette}\n${style.code}`,
    MAIN: main,
    WORKER: worker,
    CATALOG: JSON.stringify(catalogTokens()).replaceAll('<', String.raw`\u003c`),
    EXAMPLES: JSON.stringify(readExamples()).replaceAll('<', String.raw`\u003c`),
  }
  return readFileSync(source('page.html'), 'utf8').replaceAll(/%([A-Z]+)%/g, (_, name: string) => parts[name]!)
}

/** Measures a page. Takes some seconds, as compression does at its best. */
export function sizesOf(html: string): PageSizes {
  return { first: sizes(firstPartOf(html)), whole: sizes(html) }
}

/** Returns the part of a page that is loaded before the first diagnostics. */
export function firstPartOf(html: string): string {
  return html.slice(0, html.indexOf('<script type="text/plain"'))
}

function sizes(text: string): Compressed {
  return {
    brotli: brotliCompressSync(text, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
    }).length,
    gzip: gzipSync(text, { level: 9 }).length,
  }
}
