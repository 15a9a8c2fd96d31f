import { foldPath } from '@tidegate/values'
import type { TextSubject } from '../subjects.ts'
import type { RequestView } from './request-view.ts'

const none: readonly string[] = []

/**
 * Returns every value of a text subject in a request: none if it is absent, several for repeated fields and for facts of type
 * `texts`. Paths and targets are folded unless the model's paths match exactly.
 */
export function textsOf(subject: TextSubject, view: RequestView): readonly string[] {
  const { model, facts, inputs } = view
  switch (subject.kind) {
    case 'method':
      return [facts.method]
    case 'host':
      return one(facts.host)
    case 'path':
      return [model.pathsMatchExactly ? facts.path : foldPath(facts.path)]
    case 'target':
      return [model.pathsMatchExactly ? facts.target : foldPath(facts.target)]
    case 'agent':
      return one(facts.agent)
    case 'user':
      return one(facts.user)
    case 'bot':
      return one(view.bots.bot)
    case 'header':
      return facts.headers[inputs.headers.indexOf(subject.name)] ?? none
    case 'query':
      return facts.queries[inputs.queries.indexOf(subject.name)] ?? none
    case 'cookie':
      return facts.cookies[inputs.cookies.indexOf(subject.name)] ?? none
    case 'fact': {
      const value = facts.values[subject.fact]
      if (typeof value === 'string') return [value]
      return isTexts(value) ? value : none
    }
  }
}

/** Whether a fact's value is of type `texts`. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}

function one(text: string | undefined): readonly string[] {
  return text === undefined ? none : [text]
}
