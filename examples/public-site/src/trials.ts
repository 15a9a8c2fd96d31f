/** Requests that a visitor of the front page can have sent, to see the policy refuse other clients. */
export interface Trial {
  readonly name: string
  readonly button: string
  /** What the policy does with these requests, and why. */
  readonly expected: string
  readonly ip: string
  readonly agent: string
  readonly path: string
  readonly count: number
}

/** The responses to the requests of a trial. */
export interface TrialResult {
  readonly trial: Trial
  /** One status for each request, in order. */
  readonly statuses: readonly number[]
  /** The first refusal: its fields that matter, and its body. Undefined if every request was admitted. */
  readonly refusal?: { readonly status: number; readonly fields: readonly string[]; readonly body: string }
}

export const trials: readonly Trial[] = [
  {
    name: 'scraper',
    button: 'Visit as a scraper',
    expected: 'One request of AhrefsBot. The policy blocks scrapers everywhere except on static paths: 403.',
    ip: '203.0.113.10',
    agent: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    path: '/',
    count: 1,
  },
  {
    name: 'search-bot',
    button: 'Visit six times as a search bot',
    expected:
      'Six requests of Googlebot. In peak hours five per minute are admitted; the sixth gets 429 until a place is free.',
    ip: '203.0.113.20',
    agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    path: '/articles/1',
    count: 6,
  },
  {
    name: 'attacker',
    button: 'Visit from a blocked address',
    expected: 'One request from an address in attackers.txt. It is refused everywhere, static files included: 403.',
    ip: '198.51.100.7',
    agent: 'Mozilla/5.0',
    path: '/web/static/site.css',
    count: 1,
  },
]

/** The response fields that explain a refusal. */
const shownFields = ['Retry-After', 'RateLimit', 'RateLimit-Policy']

/**
 * Sends the requests of a trial to the server at `origin`, one after another, as a proxy would: with the client's address in X-Forwarded-For.
 * Rejects if the server cannot be reached.
 */
export async function runTrial(trial: Trial, origin: string): Promise<TrialResult> {
  const statuses: number[] = []
  let refusal: TrialResult['refusal']
  for (let request = 0; request < trial.count; request++) {
    const response = await fetch(new URL(trial.path, origin), {
      headers: { 'x-forwarded-for': trial.ip, 'user-agent': trial.agent, accept: 'text/plain' },
    })
    const body = await response.text()
    statuses.push(response.status)
    if (response.ok || refusal !== undefined) continue
    const fields = shownFields.flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [`${name}: ${value}`]
    })
    refusal = { status: response.status, fields, body }
  }
  return { trial, statuses, ...(refusal !== undefined && { refusal }) }
}
