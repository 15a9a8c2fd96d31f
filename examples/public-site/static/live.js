// Adds each new decision at the top of the table. WHY: text only, so that values from clients are never parsed as markup.
const rows = document.getElementById('decisions')
const source = new EventSource('/decisions')
source.onmessage = (event) => {
  const entry = JSON.parse(event.data)
  const row = document.createElement('tr')
  row.className = entry.outcome
  const outcome = document.createElement('td')
  outcome.append(Object.assign(document.createElement('b'), { textContent: entry.outcome }), ` ${entry.status}`)
  const cell = (text) => Object.assign(document.createElement('td'), { textContent: text })
  row.append(
    cell(new Date(entry.atMs).toISOString().slice(11, 19)),
    outcome,
    cell(entry.ip),
    cell(`${entry.method} ${entry.path}`),
    cell(entry.rule),
    cell(entry.agent),
  )
  rows.prepend(row)
  while (rows.children.length > 40) rows.lastElementChild.remove()
}
