/** One request of generated traffic: what a line of an access log tells, before it is written in any format. */
export interface LogEntry {
  readonly timeMs: number
  readonly ip: string
  /** Absent when nobody is logged in. */
  readonly user?: string
  readonly method: string
  readonly target: string
  readonly status: number
  readonly bytes: number
  readonly host: string
  readonly agent?: string
  readonly referer?: string
}
