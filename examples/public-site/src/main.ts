import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createSite } from './app.ts'
import { demonstrationClock } from './demonstration-clock.ts'

const help = `The public-site example: a Koa site that enforces site.policy on a free loopback port.

  --robots      take the policy from robots.txt instead (robots.policy)
  --port N      listen on this port instead of a free one
  --real-time   keep the real time outside peak hours
`

const { values } = parseArgs({
  options: {
    robots: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    'real-time': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) {
  process.stdout.write(help)
} else {
  await start()
}

async function start(): Promise<void> {
  const file = values.robots ? 'robots.policy' : 'site.policy'
  const policy = fileURLToPath(new URL(`../${file}`, import.meta.url))
  const clock = values['real-time'] ? undefined : demonstrationClock(Date.now())
  const site = createSite({
    policy,
    ...(clock === undefined ? {} : { clock }),
    onLogLine: (line) => console.log(line),
  })
  const gate = await site.guard.ready
  gate.on('reload', ({ outcome, fingerprint }) => console.log(`policy ${outcome}: ${fingerprint}`))
  gate.on('reload-failed', ({ message }) =>
    console.log(`the edited policy has errors; the last valid policy stays in force\n${message}`),
  )

  const server = createServer(site.app.callback())
  site.guard.protectUpgrades(server)
  server.listen(Number(values.port), '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    console.log(welcome(`http://127.0.0.1:${port}`, file, site.sessions.open('demo'), clock?.note))
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void site.close()
      server.close()
      server.closeAllConnections()
    })
  }
}

function welcome(address: string, file: string, token: string, note: string | undefined): string {
  return `
Tidegate is enforcing examples/public-site/${file}

  ${address}/          open it in a browser: it shows how the policy sees you, and a live list of all decisions
${note === undefined ? '' : `\n${note}\n`}
Try these. All requests come from this machine, so each command sets the client's address in X-Forwarded-For;
the policy uses that header because it trusts loopback as its proxy (\`client ip from x-forwarded-for trusting loopback\`).

1. a scraper is refused with 403
   curl -i -H 'X-Forwarded-For: 203.0.113.10' -A 'AhrefsBot/7.0' ${address}/
2. a search bot in peak hours: five requests pass, the sixth gets 429
   for i in 1 2 3 4 5 6; do curl -s -o /dev/null -w '%{http_code} ' -H 'X-Forwarded-For: 203.0.113.20' -A 'Googlebot/2.1' ${address}/articles/$i; done; echo
3. a blocked address is refused everywhere, whatever its user agent
   curl -i -H 'X-Forwarded-For: 198.51.100.7' ${address}/web/static/site.css
4. static files are never limited, and bots may fetch them too
   curl -s -o /dev/null -w '%{http_code}\\n' -H 'X-Forwarded-For: 203.0.113.10' -A 'AhrefsBot/7.0' ${address}/web/static/site.css
5. a logged-in user is never limited
   for i in $(seq 250); do curl -s -o /dev/null -w '%{http_code}\\n' -H 'X-Forwarded-For: 203.0.113.30' -H 'Cookie: session=${token}' ${address}/articles/1; done | sort | uniq -c

Edit ${file} or the files that it names: the change applies to the next request. Press Ctrl-C to stop.
`
}
