/** Questions to another process that wait for their answers. */
export interface Questions<Answer> {
  /** Sends a question with a number; undefined if there is no answer within the time. */
  readonly ask: (send: (id: number) => void, withinMs: number) => Promise<Answer | undefined>
  readonly answer: (id: number, answer: Answer | undefined) => void
  /** Answers all with undefined. */
  readonly end: () => void
}

/** Creates an empty table of questions. */
export function createQuestions<Answer>(): Questions<Answer> {
  const waiting = new Map<number, (answer: Answer | undefined) => void>()
  let last = 0
  return {
    ask: (send, withinMs) =>
      new Promise((resolve) => {
        const id = ++last
        const timer = setTimeout(() => waiting.get(id)?.(undefined), withinMs)
        waiting.set(id, (answer) => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(answer)
        })
        send(id)
      }),
    answer: (id, answer) => waiting.get(id)?.(answer),
    end: () => {
      for (const resolve of waiting.values()) resolve(undefined)
    },
  }
}
