/** Path of the page for operators on the admin listener. INVARIANT: cookies are for this path only. */
export const root = '/page'

/** An address on the page. Only this function builds them: names and values are encoded, and it always starts with the root. */
export function link(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, value.toWellFormed()])).toString()
  return `${root}${path}${text === '' ? '' : `?${text}`}`
}

/** An address on the page with a part of a path that is data, such as an id. */
export function linkTo(folder: string, part: string): string {
  return `${root}${folder}/${encodeURIComponent(part.toWellFormed())}`
}

/** The address of a page to return to. Everything that is not on this page is replaced by its start: a form must not lead elsewhere. */
export function backTo(text: string | undefined): string {
  return text !== undefined && /^\/page(?:[/?][!-[\]-~]*)?$/.test(text) && !text.includes('//') ? text : root
}
