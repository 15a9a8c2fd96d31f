import { readTarget } from '@tidegate/engine/http'
import type { EnforcementOptions } from './host-options.ts'

/**
 * Puts a request's URL in the form in which it will be judged and routed, before `user`, `facts` or a router reads another spelling of it.
 * A URL that can be read in more than one way stays as it is: the gate refuses it.
 */
export function canonicaliseUrl(
  request: { readonly method?: string | undefined; url?: string | undefined },
  { rewriteTarget, ambiguousPaths, encodedSlash }: EnforcementOptions,
): void {
  if (rewriteTarget === false) return
  const target = readTarget(request.method ?? '', request.url ?? '', {
    ...(ambiguousPaths !== undefined && { ambiguousPaths }),
    ...(encodedSlash !== undefined && { encodedSlash }),
  })
  if (target.kind === 'target' && target.target !== request.url) request.url = target.target
}
