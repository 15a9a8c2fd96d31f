import type { Admission, Gate } from '@tidegate/engine'

/** The longest time for which a request holds its places after its client has left, in milliseconds. */
const leaseMs = 60_000

/** The end of the work on one request. `end` ends all its admissions, and may be called again for those that were added since. */
export interface Ending {
  readonly end: () => void
  readonly hasEnded: () => boolean
  /** Stops waiting for the handler, which has returned: only the body of its response is still awaited. */
  readonly returned: () => void
}

/**
 * Watches the work on a request that may hold places. If the client leaves while the handler runs, they are given back when the handler has ended, and at
 * the latest 60 seconds later, with a warning.
 */
export function watchWork(request: Request, admissions: readonly Admission[], gate: Gate): Ending {
  let lease: ReturnType<typeof setTimeout> | undefined
  let hasEnded = false
  const end = (): void => {
    hasEnded = true
    returned()
    for (const admission of admissions) admission.end()
  }
  const returned = (): void => {
    clearTimeout(lease)
    request.signal.removeEventListener('abort', onLeft)
  }
  const onLeft = (): void => {
    lease = setTimeout(() => {
      gate.warn(neverEnded)
      end()
    }, leaseMs)
    // WHY: only Node's timers keep a process alive.
    if (typeof lease === 'object') (lease as { unref?: () => void }).unref?.()
  }
  if (request.signal.aborted) onLeft()
  else request.signal.addEventListener('abort', onLeft, { once: true })
  return { end, hasEnded: () => hasEnded, returned }
}

/**
 * The response, whose work ends when its body has been read to its end, has failed, or was cancelled, as runtimes do when the client leaves; at once if there is no
 * body. Its body becomes a stream. An upgrade (101) ends at once, with a warning, because what follows does not pass through here.
 */
export function endWithResponse(request: Request, response: Response, { end, returned }: Ending, gate: Gate): Response {
  returned()
  // The response to an upgrade and `Response.error()` cannot be constructed.
  if (response.status < 200 || response.body === null || request.method === 'HEAD') {
    if (response.status === 101) gate.warn(upgradeUnseen)
    end()
    return response
  }
  const body = endingStream(response.body, end)
  // WHY: a runtime may drop a response without reading or cancelling its body.
  dropped?.register(body, end)
  return new Response(body, response)
}

function endingStream(source: ReadableStream<Uint8Array>, end: () => void): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        end()
      },
      cancel(reason) {
        end()
        return reader.cancel(reason)
      },
    },
    // WHY: nothing is read before the runtime asks for it, as without this stream.
    { highWaterMark: 0 },
  )
}

const dropped =
  typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<() => void>((end) => end())

const neverEnded = {
  code: 'request-never-ended',
  message: `a handler did not answer within ${leaseMs / 1000} seconds after the client had left, and its places of limits \`at once\` were given back`,
}

const upgradeUnseen = {
  code: 'upgrade-end-unseen',
  message:
    'limits `at once` do not count upgraded connections here: the runtime does not show their end, so they stop counting when they begin',
}
