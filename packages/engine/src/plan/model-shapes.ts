import { kindOf, objectOf, type Shape, text, whole } from './shapes.ts'

/** The number of elements that each kind of index of a model can refer to. */
export interface ModelCounts {
  readonly facts: number
  readonly addressSets: number
  readonly botSets: number
  readonly pathSets: number
  readonly windows: number
  readonly rules: number
}

/** The counts of a value that may be a model. */
export function modelCounts(value: unknown): ModelCounts {
  const lengthOf = (name: keyof ModelCounts): number => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return 0
    const list = (value as Readonly<Record<string, unknown>>)[name]
    return Array.isArray(list) ? list.length : 0
  }
  return {
    facts: lengthOf('facts'),
    addressSets: lengthOf('addressSets'),
    botSets: lengthOf('botSets'),
    pathSets: lengthOf('pathSets'),
    windows: lengthOf('windows'),
    rules: lengthOf('rules'),
  }
}

/** The shapes of the parts of conditions, in a model with these counts. */
export interface ModelShapes {
  readonly counts: ModelCounts
  readonly text: Shape
  readonly textOrPeer: Shape
  readonly address: Shape
  /** Shape of an index in `facts`. */
  readonly fact: Shape
}

/** Creates the shapes of the parts of conditions. */
export function modelShapes(counts: ModelCounts): ModelShapes {
  const fact = whole(0, counts.facts)
  const ofFact = objectOf({ fact })
  const named = objectOf({ name: text })
  const texts = {
    method: plain,
    host: plain,
    path: plain,
    target: plain,
    agent: plain,
    user: plain,
    bot: plain,
    header: named,
    query: named,
    cookie: named,
    fact: ofFact,
  }
  return {
    counts,
    text: kindOf(texts),
    textOrPeer: kindOf({ ...texts, peer: plain }),
    address: kindOf({ ip: plain, peer: plain, fact: ofFact }),
    fact,
  }
}

const plain = objectOf({})
