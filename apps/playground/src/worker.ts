import { diffPolicies } from '@tidegate/analysis'
import type { Answer, Question } from './decide/messages.ts'
import { type Run, runRequests } from './decide/run.ts'

/** The part of a worker's global object that is used. */
interface WorkerScope {
  postMessage(answer: Answer): void
  onmessage: ((event: { readonly data: Question }) => void) | null
}

const scope = globalThis as unknown as WorkerScope
const superseded = Symbol('superseded')
let run: Run | undefined
let latestRun = 0
let latestExplain = 0

/** Lets waiting messages in, and rejects if a later question has replaced this one. */
function pauses(isCurrent: () => boolean, id: number): (share: number, doing: string) => Promise<void> {
  let reportedMs = performance.now()
  return async (share, doing) => {
    if (performance.now() - reportedMs < 40) return
    scope.postMessage({ kind: 'progress', id, share, doing })
    await new Promise((resolve) => setTimeout(resolve))
    reportedMs = performance.now()
    if (!isCurrent()) throw superseded
  }
}

async function answer(question: Question): Promise<void> {
  const { id } = question
  switch (question.kind) {
    case 'run': {
      latestRun = id
      run = undefined
      run = await runRequests(
        question.model,
        question.text,
        pauses(() => latestRun === id, id),
      )
      scope.postMessage({ kind: 'decided', id, ...run.decided })
      return
    }
    case 'explain': {
      latestExplain = id
      const { index } = question
      const own = run
      if (own === undefined) return
      const pause = pauses(() => latestExplain === id && run === own, id)
      const explanation = await own.explain(index, (share) => pause(share, 'explaining'))
      scope.postMessage({ kind: 'explained', id, index, row: own.rows(index, index + 1)[0]!, explanation })
      return
    }
    case 'rows':
      scope.postMessage({ kind: 'rows', id, rows: run?.rows(question.from, question.to) ?? [] })
      return
    case 'test':
      if (run !== undefined) scope.postMessage({ kind: 'test', id, text: run.test(question.policy) })
      return
    case 'diff': {
      const { before, after, nowMs } = question
      scope.postMessage({ kind: 'diff', id, diff: diffPolicies(before, after, { nowMs }) })
      return
    }
  }
}

scope.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => {
    if (error === superseded) return
    scope.postMessage({ kind: 'failed', id: data.id, message: error instanceof Error ? error.message : String(error) })
  })
}
scope.postMessage({ kind: 'ready' })
