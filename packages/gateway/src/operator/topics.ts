import type { OperatorTopic } from './operator.ts'

/** Announces that something changed. */
export interface Topics {
  readonly emit: (topic: OperatorTopic) => void
  readonly subscribe: (listener: (topic: OperatorTopic) => void) => () => void
  readonly close: () => void
}

/** A topic is announced at most this often, at once after a pause. */
const everyMs = 1_000

/** Creates the announcements. Without subscribers, `emit` does nothing. An exception of a listener ends its subscription. */
export function createTopics(): Topics {
  const listeners = new Set<(topic: OperatorTopic) => void>()
  const waiting = new Map<OperatorTopic, NodeJS.Timeout>()
  const due = new Set<OperatorTopic>()

  function announce(topic: OperatorTopic): void {
    for (const listener of listeners) {
      try {
        listener(topic)
      } catch {
        listeners.delete(listener)
      }
    }
    waiting.set(topic, setTimeout(() => again(topic), everyMs).unref())
  }

  function again(topic: OperatorTopic): void {
    waiting.delete(topic)
    if (due.delete(topic)) announce(topic)
  }

  return {
    emit: (topic) => {
      if (listeners.size === 0) return
      if (waiting.has(topic)) due.add(topic)
      else announce(topic)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      for (const timer of waiting.values()) clearTimeout(timer)
      listeners.clear()
      waiting.clear()
      due.clear()
    },
  }
}
