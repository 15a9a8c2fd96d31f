import { bounded, grouped } from '../../../terminal/numbers.ts'
import type { ReportedGroup, ReportedHitter, ReportedLine, StatusClass } from '@tidegate/replay'
import { agentWords } from '../summary.ts'
import { clientWords, lineWords, statusWords } from '../words.ts'
import { html, type Markup } from '@tidegate/markup'

/** Returns the clients, agents and paths of requests, how they were answered when the log was written, and the first lines. */
export function groupMarkup(group: ReportedGroup, examples: readonly ReportedLine[]): Markup {
  const answered = statusWords(group)
  return html`<p class="say">${clientWords(group)}${answered === '' ? '' : `. Original replies: ${answered}`}</p>
    ${answered === '' ? undefined : replies(group)}
    <div class="lists">
      ${list('Clients', group.clients, group.count)}${list('Agents', group.agents, group.count, agentWords)}${list('Paths', group.paths, group.count)}
    </div>
    ${lines(examples, 'First lines')}`
}

function replies({ statuses }: ReportedGroup): Markup {
  const entries = Object.entries(statuses) as readonly (readonly [StatusClass, number])[]
  const parts = entries.filter(([, count]) => count > 0)
  return html`<div class="replies" aria-hidden="true">
    ${parts.map(([name, count]) => html`<i class="s${name === 'unknown' ? '0' : name[0]!}" style="flex:${count}" title="${name}: ${grouped(count)}"></i>`)}
  </div>`
}

function list(
  title: string,
  hitters: readonly ReportedHitter[],
  count: number,
  wordsOf: (hitter: ReportedHitter) => string = ({ key }) => key ?? 'no User-Agent',
): Markup {
  return html`<section>
    <h4>${title}</h4>
    <ol>
      ${hitters.map((hitter) => {
        const key = hitter.key ?? 'no User-Agent'
        const share = Math.min(100, Math.round((hitter.count / count) * 1_000) / 10)
        return html`<li title="${key}">
          <i style="width:${share}%"></i><span>${wordsOf(hitter)}</span><b>${bounded(hitter.count, hitter.error)}</b>
        </li>`
      })}
    </ol>
  </section>`
}

/** Returns lines of a log with their places; empty if there are none. */
export function lines(shown: readonly ReportedLine[], title: string | undefined): Markup {
  if (shown.length === 0) return html``
  return html`<div class="lines">
    ${title === undefined ? undefined : html`<h4>${title}</h4>`}${shown.map((each) => html`<p><span>${lineWords(each)}</span>${each.text}</p>`)}
  </div>`
}
