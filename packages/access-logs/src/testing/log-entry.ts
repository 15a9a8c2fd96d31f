/** One request of generated traffic: what a line of an access log says, before it is written in any format. */
export interface LogEntry {
  readonly timeMs: number
  readonly ip: string
  /** Absent if no user is logged in. */
  readonly user?: string
  readonly method: string
  readonly target: string
  readonly status: number
  readonly bytes: number
  readonly host: string
  readonly agent?: string
  readonly referer?: string
}
