import type { Model } from '@tidegate/model'

type Values = Readonly<Record<string, unknown>>

/** Facts that `--fact` gives every request, for each of the models that declare them. */
export interface ConstantFacts {
  /** Those that a model declares. */
  readonly for: (model: Model) => Readonly<Record<string, unknown>>
}

/** Facts of users by their names in the log; those of `*` are of every user who has none of his own. */
export interface UserFacts {
  /** As it was named. */
  readonly file: string
  readonly users: ReadonlyMap<string, Values>
}

/** The name that stands for every user who is not named. */
export const anyUser = '*'

/** What the host would supply for a request of this user under a model: `constant` facts, and over them his own. */
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
