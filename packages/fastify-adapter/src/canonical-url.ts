import { readTarget } from '@tidegate/engine/http'

/**
 * Fastify's option `rewriteUrl`: returns the canonical form of a request's target, so that the router reads the target that the policy decides.
 * Returns a target that the gate refuses unchanged.
 *
 * @example
 * const app = Fastify({ rewriteUrl: canonicalUrl })
 */
export function canonicalUrl(request: {
  readonly method?: string | undefined
  readonly url?: string | undefined
}): string {
  const url = request.url ?? ''
  const target = readTarget(request.method ?? '', url)
  return target.kind === 'target' ? target.target : url
}
