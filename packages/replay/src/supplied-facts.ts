import type { Model } from '@tidegate/model'

type Values = Readonly<Record<string, unknown>>

/** Facts that `--fact` sets for every request. */
export interface ConstantFacts {
  /** Returns the facts that a model declares. */
  readonly for: (model: Model) => Readonly<Record<string, unknown>>
}

/** Facts of users by their names in the log; those of `*` apply to every user who is not listed. */
export interface UserFacts {
  /** The file name that the user gave. */
  readonly file: string
  readonly users: ReadonlyMap<string, Values>
}

/** The name that stands for every user who is not listed. */
export const anyUser = '*'

/**
 * Returns a function from a user to the facts that the host would supply under a model: the user's own facts override the
 * `constant` ones.
 */
export function suppliedFacts(
  model: Model,
  constant: Values,
  { users }: Pick<UserFacts, 'users'>,
): (user: string | undefined) => Values {
  if (users.size === 0) return () => constant
  const names = new Set(model.facts.map(({ name }) => name))
  const own = (facts: Values): Values => ({
    ...constant,
    ...Object.fromEntries(Object.entries(facts).filter(([name]) => names.has(name))),
  })
  const others = own(users.get(anyUser) ?? {})
  const byUser = new Map([...users].map(([user, facts]) => [user, own(facts)]))
  return (user) => (user === undefined ? constant : (byUser.get(user) ?? others))
}
