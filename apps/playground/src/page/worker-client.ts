import type { Answer, Question } from '../decide/messages.ts'

type WithoutId<Message> = Message extends Question ? Omit<Message, 'id'> : never

/** The worker that decides, as the page uses it. */
export interface WorkerClient {
  /** Sends a question and returns its id; answers with the same id follow. */
  readonly ask: (question: WithoutId<Question>) => number
}

/**
 * Starts a worker from the script that is part of the page. WHY not from an address: a page that was opened from a folder cannot load one, and this one loads
 * nothing at all.
 */
export function startWorker(onAnswer: (answer: Answer) => void): WorkerClient {
  const source = document.getElementById('worker')!.textContent
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(address)
  let id = 0
  worker.onmessage = ({ data }: MessageEvent<Answer>) => onAnswer(data)
  worker.onerror = (event) => onAnswer({ kind: 'failed', id, message: event.message })
  return {
    ask: (question) => {
      id += 1
      worker.postMessage({ ...question, id })
      return id
    },
  }
}
