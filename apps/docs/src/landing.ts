import { html, type Markup } from '@tidegate/markup'
import type { Highlight } from './highlight.ts'
import { documentOf, type SiteFrame } from './layout.ts'
import { fragmentOf } from './playground-link.ts'

/** The three ways in, each for one kind of reader. */
const doors = [
  {
    title: 'I have a Node service',
    text: 'Express, Fastify, Koa, Hono or Node’s own server: a middleware reads the policy, and decides in microseconds.',
    code: 'npm install @tidegate/express-adapter',
    href: 'getting-started.html',
    action: 'Get started in five minutes',
  },
  {
    title: 'I have a site behind a proxy',
    text: 'Odoo, PHP, anything behind nginx, Caddy, HAProxy, Traefik or Envoy: the gateway decides, the site stays as it is.',
    code: 'npx @tidegate/cli init --behind nginx',
    href: 'gateway.html',
    action: 'Set up the gateway',
  },
  {
    title: 'I have a robots.txt',
    text: 'Crawlers that ignore it are refused, by the rules that it already contains.',
    code: 'import robots "robots.txt" enforce rules',
    href: 'robots.html',
    action: 'Enforce it',
  },
] as const

/** What the landing page takes from README.md: its first paragraph, and its first policy. */
export function openingOf(readme: string): {
  readonly sentence: string
  readonly explanation: string
  readonly policy: string
} {
  const [, policy] = /^```policy\n([\s\S]*?)^```/m.exec(readme) ?? []
  const paragraph = readme
    .split('\n\n')
    .find((text) => text.startsWith('Tidegate '))
    ?.replaceAll('\n', ' ')
  const [, sentence, explanation] = /^(.*?\.) (.*)$/.exec(paragraph ?? '') ?? []
  if (policy === undefined || sentence === undefined || explanation === undefined)
    throw new Error('README.md does not begin with a paragraph about Tidegate and a policy')
  return { sentence, explanation, policy }
}

/** The landing page. */
export function landingOf(frame: SiteFrame, readme: string, highlight: Highlight): Markup {
  const { sentence, explanation, policy } = openingOf(readme)
  const fragment = fragmentOf({ files: { 'site.policy': policy }, root: 'site.policy' })
  const main = html`<main id="main" class="landing" tabindex="-1">
    <section class="hero">
      <div>
        <h1>${sentence}</h1>
        <p>${explanation}</p>
        <p class="actions">
          <a class="primary" href="getting-started.html">Get started</a> ${
            frame.hasPlayground
              ? html`<a href="${`playground/index.html#${fragment}`}">Open this policy in the playground</a>`
              : html`<a href="language/index.html">Read the language in five minutes</a>`
          }
        </p>
      </div>
      <div class="block" data-language="policy">
        <pre tabindex="0"><code>${highlight('policy', policy)}</code></pre>
      </div>
    </section>
    <section class="doors" aria-label="Where to begin">
      ${doors.map(
        ({ title, text, code, href, action }) =>
          html`<div>
            <h2>${title}</h2>
            <p>${text}</p>
            <pre tabindex="0"><code>${code}</code></pre>
            <a href="${href}">${action}</a>
          </div>`,
      )}
    </section>
    <section class="shown">
      <div>
        <h2>See it before it meets traffic</h2>
        <p>
          Replay an access log to see what a policy would have refused, and whom. Compare two versions of a policy by
          the requests that they decide differently. Test sequences of requests on a virtual clock.
        </p>
        <p>
          <a href="replay.html">Replay</a> · <a href="diff.html">Diff</a> · <a href="cli.html#tidegate-test">Test</a> ·
          <a href="comparison.html">Compared with other tools</a>
        </p>
      </div>
      <a href="replay.html"
        ><img
          class="of-light"
          src="files/docs/pictures/replay.png"
          width="1180"
          height="1420"
          alt="The report of a replay: requests over a day, divided into those that pass and those that the policy refuses, with the rules that refuse most" /><img
          class="of-dark"
          src="files/docs/pictures/replay-dark.png"
          width="1180"
          height="1420"
          alt=""
          aria-hidden="true"
      /></a>
    </section>
    <footer>
      <a href="contents.html">All pages</a> · <a href="llms.txt">llms.txt</a> ·
      <a href="digest/index.html">The language on one page</a> · <a href="project/security.html">Security</a> · MIT
      licence
    </footer>
  </main>`
  return documentOf(frame, 'index.html', 'Tidegate', sentence, main)
}
