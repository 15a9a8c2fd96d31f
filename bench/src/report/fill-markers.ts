/** The text with everything between `<!-- NAME -->` and `<!-- /NAME -->` replaced. Throws where the markers are not there once. */
export function fillMarkers(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from < 0 || to < from || text.includes(start, from + 1))
    throw new Error(`the markers ${start} … ${end} must be there once`)
  return `${text.slice(0, from + start.length)}\n${content.trim()}\n${text.slice(to)}`
}
