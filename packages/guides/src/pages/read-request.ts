/** Requests that a page describes in words. */
export interface Asked {
  readonly method: string
  readonly target: string
  /** Alternating names and values. */
  readonly headers: readonly string[]
  readonly times: number
  /** When the requests are sent, in milliseconds after the start; undefined for the time of the row before. */
  readonly atMs: number | undefined
}

const part =
  /\bfrom (\S+?)(?=,|\s|$)|\bagent `([^`]*)`|\bheader `([\w-]+): ?([^`]*)`|\buser (\w+)|\bplan (\w+)|\breplies (\d+)|\b(\d+) times|\bat (\d+) s\b/g

/**
 * Reads requests in words: `` `POST /login` from 203.0.113.7 user ana plan pro replies 401, 3 times, at 61 s ``. The client's address, the user and
 * the status of the reply become header fields, which `openApplication` reads.
 */
export function readRequest(words: string): Asked {
  const [first, method = '', target = ''] = /^`([A-Z]+) ([^`\s]+)`/.exec(words) ?? []
  if (first === undefined) throw new Error(`not a request: ${words}`)
  const rest = words.slice(first.length)
  const left = rest.replaceAll(part, '')
  if (/[^\s,]/.test(left)) throw new Error(`cannot read \`${left.trim()}\` of \`${words}\``)
  const headers: string[] = []
  let times = 1
  let atMs: number | undefined
  for (const [, peer, agent, name, value = '', user, plan, status, count, seconds] of rest.matchAll(part)) {
    if (peer !== undefined) headers.push('x-test-peer', peer)
    if (agent !== undefined) headers.push('User-Agent', agent)
    if (name !== undefined) headers.push(name, value)
    if (user !== undefined) headers.push('x-test-user', user)
    if (plan !== undefined) headers.push('x-test-plan', plan)
    if (status !== undefined) headers.push('x-test-replies', status)
    if (count !== undefined) times = Number(count)
    if (seconds !== undefined) atMs = Number(seconds) * 1_000
  }
  return { method, target, headers, times, atMs }
}
