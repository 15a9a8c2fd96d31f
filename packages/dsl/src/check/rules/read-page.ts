import type { PageType, ReplyPage } from '@tidegate/model'
import type { StringLiteral } from '../../syntax/ast/leaves.ts'
import type { Checking } from '../checking.ts'
import { digest } from '../digest.ts'
import { reportUnreadable } from '../report-unreadable.ts'

/** Maximum size of a page in bytes; hosts read no more than this. */
const maxBytes = 65_536

/** Maximum number of different pages of a policy: its plan contains all of them. */
const maxPages = 100

const types: Readonly<Record<string, PageType>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  json: 'application/json',
  svg: 'image/svg+xml',
}

/** The names that are replaced in pages. */
const placeholders: readonly string[] = ['reference', 'status', 'retry-after']

/** Reads the page of a reply; undefined, after a report, if it cannot be one. Its text is among the pages of the check afterwards. */
export function readPage(checking: Checking, file: StringLiteral): ReplyPage | undefined {
  const { host, report, files, pages } = checking
  const type = typeOf(file.text)
  if (type === undefined) {
    report.add('TG324', file.span, `\`${file.text}\` is not a page: its name does not say what it contains`, {
      help: 'the name must end in `.html`, `.htm`, `.txt`, `.json` or `.svg`',
    })
    return undefined
  }
  const read = host.readText(file.text, file.span.file, 'reply')
  if (read.kind === 'error') {
    reportUnreadable(report, file, read)
    return undefined
  }
  if (!files.has(read.file)) files.set(read.file, { file: read.file, role: 'reply' })
  const fault = faultOf(type, read.text, read.bytes)
  if (fault !== undefined) {
    const help =
      type === 'application/json' ? '`{reference}` is a text, and belongs in quotes; the others are numbers' : undefined
    report.add('TG324', file.span, `\`${read.file}\` cannot be sent: ${fault}`, { help })
    return undefined
  }
  const page: ReplyPage = { file: read.file, type, digest: digest(`${type}\n${read.text}`) }
  if (!pages.has(page.digest)) {
    if (pages.size === maxPages) {
      report.add('TG324', file.span, `expected at most ${maxPages} different pages`)
      return undefined
    }
    pages.set(page.digest, read.text)
  }
  warnOfParts(checking, file, type, read.text)
  return page
}

function typeOf(file: string): PageType | undefined {
  const extension = /\.([^./]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(types, extension) ? types[extension] : undefined
}

function faultOf(type: PageType, text: string, bytes: Uint8Array | undefined): string | undefined {
  if (text.trim() === '') return 'it is empty'
  if (bytes !== undefined && !isUtf8(bytes)) return 'it is not valid UTF-8'
  if ((bytes ?? new TextEncoder().encode(text)).length > maxBytes) return `it is larger than ${maxBytes} bytes`
  if (type === 'application/json' && !isJson(text)) return 'it is not valid JSON'
  return undefined
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Whether a page is JSON whatever its placeholders stand for: each is a number, or a text that is escaped. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text.replaceAll('{status}', '0').replaceAll('{retry-after}', '0').replaceAll('{reference}', 'a'))
    return true
  } catch {
    return false
  }
}

/** TG461: parts of a page that have no effect: words in braces that are not replaced, and scripts. */
function warnOfParts({ report }: Checking, file: StringLiteral, type: PageType, text: string): void {
  const known = placeholders.map((name) => `\`{${name}}\``).join(', ')
  const unknown = new Set([...text.matchAll(/\{([a-z][a-z_-]{0,29})\}/gi)].map(([, name = '']) => name))
  for (const name of unknown) {
    if (placeholders.includes(name)) continue
    report.add('TG461', file.span, `\`{${name}}\` in the page is sent as it is`, {
      help: `these are replaced: ${known}`,
    })
  }
  if ((type === 'text/html' || type === 'image/svg+xml') && /<script[\s/>]/i.test(text)) {
    report.add('TG461', file.span, 'the script in the page is not run', {
      help: 'pages of refusals are sent with a Content-Security-Policy that allows styles and images only',
    })
  }
}
