/**
 * Returns the body of a refusal in one media type. If it throws, the refusal is sent as text. MUST NOT reveal which list or rule
 * refused the request.
 */
export type ReplyBody = (refusal: RefusalText) => string

/** The parts of a refusal that a client may see. */
export interface RefusalText {
  readonly status: number
  /** The reply text of the policy, or the default text. */
  readonly text: string
  /** The opaque id of the decision, which is also in the log. */
  readonly id: string
  /** Delay in whole seconds, at least 1, for temporary refusals. */
  readonly retryAfterSeconds?: number
}

/** The part of a plugin that writes refusals. */
export interface ReplyBodies {
  /** Writers of refusals by media type in lower case (`text/html`), for clients that prefer this type. */
  readonly replies?: Readonly<Record<string, ReplyBody>>
}
