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
    Object.assign(cell(entry.ip), { className: 'address' }),
    cell(`${entry.method} ${entry.path}`),
    ruleCell(entry.rule),
    Object.assign(cell(entry.agent), { className: 'agent', title: entry.agent }),
  )
  rows.prepend(row)
  while (rows.children.length > 40) rows.lastElementChild.remove()
}

function ruleCell(rule) {
  const cell = document.createElement('td')
  if (rule === undefined) return cell
  const text = `${rule.file}:${rule.line}${rule.name === undefined ? '' : ` ${rule.name}`}`
  cell.append(
    rule.file === rows.dataset.policy
      ? Object.assign(document.createElement('a'), { href: `#line-${rule.line}`, textContent: text })
      : text,
  )
  return cell
}
