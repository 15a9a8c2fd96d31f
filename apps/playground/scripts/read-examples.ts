import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { firstExample } from '../src/first-example.ts'
import type { SharedState } from '../src/share-link.ts'

/** An example that the page offers. */
export interface PageExample extends SharedState {
  readonly title: string
}

const folder = fileURLToPath(new URL('../../../examples/', import.meta.url))

/** What each policy of the examples is asked. Policies with plugins or importers are left out, because these run on servers only. */
const requests: Readonly<Record<string, string>> = {
  'cookbook/ai-crawlers.policy': `GET /articles/1 from 192.0.2.7\n+1s GET /articles/1 agent "GPTBot/1.2"\n+1s GET / agent "GPTBot/1.2"\n+1s GET /articles/1 agent "ClaudeBot/1.0"\n`,
  'cookbook/api-plans.policy': `GET /v1/items header "X-Api-Key: a" x30 every 1s\n`,
  'cookbook/countries.policy': `GET / from 192.0.2.7\n+1s GET / from 192.0.2.7 fact country=KP\n`,
  'cookbook/health-checks.policy': `GET /healthz from 10.0.0.5 x20 every 1s\n+1s GET / from 192.0.2.7 x20 every 1s\n`,
  'cookbook/login-throttling.policy': `10:00 POST /login from 203.0.113.9 x12 every 5s status 401\n+5m POST /login from 203.0.113.9 x12 every 1m status 401\n+10s POST /login from 192.0.2.7 status 200\n`,
  'cookbook/maintenance.policy': `GET / from 192.0.2.7\n2026-12-01T02:30:00Z GET / from 192.0.2.7\n+1m GET / from 198.51.100.7\n`,
  'cookbook/tenants.policy': `GET / host one.example x8 every 1s\n`,
  'cookbook/total-capacity.policy': `GET / from 192.0.2.7 x900 every 1ms\nGET / from 192.0.2.8 user ana x200 every 1ms\n`,
  'cookbook/verified-googlebot.policy': `GET / from 66.249.66.1 agent "Googlebot/2.1"\n+1s GET / from 192.0.2.7 agent "Googlebot/2.1"\n`,
  'cookbook/webhooks.policy': `POST /webhooks/payment from 192.0.2.7\n`,
  'public-site/site.policy': `10:00 GET / from 66.249.66.1 agent Googlebot/2.1 x12 every 4s\n+1s GET / from 192.0.2.66\n+1s GET /shop from 192.0.2.7 agent Scrapy/2.11\n+1s GET /shop from 192.0.2.7 agent Firefox/144.0 x220 every 200ms\n`,
  'connection-lists/connections.policy': `GET / from 192.0.2.7\n`,
  'reseller-panel/panel.policy': `GET / from 192.0.2.7\n`,
}

/** Reads the examples of the repository, with the files next to them. */
export function readExamples(): readonly PageExample[] {
  const read = Object.entries(requests).flatMap(([path, text]): readonly PageExample[] => {
    const [name, root] = path.split('/') as [string, string]
    const policy = readFileSync(`${folder}${path}`, 'utf8')
    if (/^\s*(?:use|import)\s/m.test(policy)) return []
    const files: Record<string, string> = { [root]: policy }
    for (const file of listFiles(`${folder}${name}`)) {
      if (file !== root && isNamedIn(file, policy)) files[file] = readFileSync(`${folder}${name}/${file}`, 'utf8')
    }
    return [{ title: titleOf(policy, path), files, root, requests: text }]
  })
  return [{ title: 'a shop: scrapers, admin pages and log-ins', ...firstExample }, ...read]
}

/** Returns the names of the files in a folder and in its folders, but not those of sources and dependencies. */
function listFiles(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (/^(?:node_modules|src|static|with-plugins|robots-obeyed|package\.json|README\.md)$/.test(entry.name)) return []
    return entry.isDirectory()
      ? listFiles(`${path}/${entry.name}`).map((file) => `${entry.name}/${file}`)
      : [entry.name]
  })
}

/** Whether a policy names a file, also by a pattern such as `tenants/*.policy`. */
function isNamedIn(file: string, policy: string): boolean {
  return [...policy.matchAll(/"([^"]+)"/g)].some(([, written]) => {
    const pattern = written!.replaceAll(/[.+^$()|[\]{}\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*')
    return new RegExp(`^${pattern}$`).test(file)
  })
}

function titleOf(policy: string, path: string): string {
  const [comment] = /^# (.+)/.exec(policy)?.slice(1) ?? []
  const text = comment ?? path
  return text.length > 70 ? `${text.slice(0, 69)}…` : text
}
