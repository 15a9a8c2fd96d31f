/** Flags that describe a request. The commands that decide single requests share them. */
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
