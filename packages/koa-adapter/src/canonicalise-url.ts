import type { IncomingMessage } from 'node:http'
import { readTarget } from '@tidegate/engine/http'
import type { KoaOptions } from './koa-options.ts'

/**
 * Puts a request's URL in the form in which it will be judged and routed, before anybody reads another spelling of it. One that cannot be
 * read in one way stays as it is: the gate refuses it.
 */
export function canonicaliseUrl(
  request: IncomingMessage,
  { rewriteTarget, ambiguousPaths, encodedSlash }: KoaOptions,
): void {
  if (rewriteTarget === false) return
  const target = readTarget(request.method ?? '', request.url ?? '', {
    ...(ambiguousPaths !== undefined && { ambiguousPaths }),
    ...(encodedSlash !== undefined && { encodedSlash }),
  })
  if (target.kind === 'target' && target.target !== request.url) request.url = target.target
}
