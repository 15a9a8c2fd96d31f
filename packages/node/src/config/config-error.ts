/** The error for a `tidegate.yaml` that cannot be read or is invalid. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** What to write instead. */
  readonly help: string | undefined

  constructor(message: string, help?: string) {
    super(message)
    this.help = help
  }
}
