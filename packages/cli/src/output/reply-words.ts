import { quoteText } from './quote-text.ts'

/** Returns a reply in words, as policies write it without the keyword; its texts are already escaped. */
export function replyWords({ status, text, to, page }: ShownReply): string {
  if (page?.file !== undefined) return `${status} file ${quoteText(page.file)}`
  if (page !== undefined) return `${status} with the page ${page.digest.slice(0, 8)} (${page.type})`
  if (to !== undefined) return `${status} to ${quoteText(to)}`
  return text === undefined ? String(status) : `${status} ${quoteText(text)}`
}

interface ShownReply {
  readonly status: number
  readonly text?: string
  readonly to?: string
  readonly page?: { readonly file?: string; readonly type: string; readonly digest: string }
}
