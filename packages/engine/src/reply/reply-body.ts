/**
 * The body of a refusal in one media type. What it throws is left out: the refusal goes out as text. MUST NOT tell which list or
 * rule it was.
 */
export type ReplyBody = (refusal: RefusalText) => string

/** What a client may read of its refusal. */
export interface RefusalText {
  readonly status: number
  /** The reply's text in the policy, or what stands for it. */
  readonly text: string
  /** Opaque: the decision's id, which the log has too. */
  readonly id: string
  /** Whole seconds, at least 1, for refusals that end by themselves. */
  readonly retryAfterSeconds?: number
}

/** The part of a plugin that writes refusals. */
export interface ReplyBodies {
  /** Bodies of refusals by media type, lower case, for clients that ask for it (`text/html`). */
  readonly replies?: Readonly<Record<string, ReplyBody>>
}
