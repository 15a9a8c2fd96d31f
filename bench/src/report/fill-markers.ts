/** Replaces everything between `<!-- NAME -->` and `<!-- /NAME -->`. Throws an `Error` unless each marker occurs exactly once. */
export function fillMarkers(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from < 0 || to < from || text.includes(start, from + 1))
    throw new Error(`the markers ${start} … ${end} must each occur exactly once`)
  return `${text.slice(0, from + start.length)}\n${content.trim()}\n${text.slice(to)}`
}
