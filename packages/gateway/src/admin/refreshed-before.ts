import type { RequestListener } from 'node:http'
import { readIds } from '../operator/read-id.ts'

/**
 * Refreshes what is known of the other processes of a gateway before each answer, except those of probes, so that what operators see is right when they ask. `refresh` also asks for the refusals with these ids. Without it, returns the listener itself.
 */
export function refreshedBefore(
  listener: RequestListener,
  refresh: ((ids: readonly string[]) => Promise<void>) | undefined,
): RequestListener {
  if (refresh === undefined) return listener
  return (request, response) => {
    const url = request.url ?? ''
    if (/^\/(?:healthz|readyz|ping|ready)$/.test(url)) return listener(request, response)
    void refresh(readIds(textOfUrl(url))).then(() => listener(request, response))
  }
}

/** The text of a URL in which an id may be, as it was typed. */
function textOfUrl(url: string): string {
  const query = new URLSearchParams(url.split('?', 2)[1] ?? '')
  const path = url.split('?', 1)[0]!.split('/').at(-1)!
  return [path, ...query.values()].join(' ')
}
