/** A request as flags describe it; shared by the commands that judge single requests. */
export interface RequestFlags {
  readonly ip?: string
  readonly peer?: string
  readonly agent?: string
  readonly path?: string
  readonly method?: string
  readonly host?: string
  readonly at?: string
  readonly user?: string
  readonly header?: readonly string[]
  readonly fact?: readonly string[]
}
