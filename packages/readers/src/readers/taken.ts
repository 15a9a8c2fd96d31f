import { declaredNames, type Taken } from '../reader.ts'

/** What a parsed query or the parsed cookies contain of the declared names. Values that are not texts count as present. */
export function takenOf(of: 'query' | 'cookie', read: (name: string) => unknown): readonly Taken[] {
  const taken: Taken[] = []
  for (const name of declaredNames[of]) {
    const value = read(name)
    // A repeated parameter is a list of texts; a cookie may be a list in JSON, which is not a text.
    for (const each of of === 'query' ? [value].flat(1) : [value]) {
      if (typeof each === 'string') taken.push({ kind: 'text', of, name, value: each })
      else if (each !== undefined) taken.push({ kind: 'presence', of, name })
    }
  }
  return taken
}

/** The own property of an object, as applications read it, without what every object inherits. */
export function ownOf(object: object): (name: string) => unknown {
  return (name) => (Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined)
}
