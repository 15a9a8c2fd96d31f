import picocolors from 'picocolors'

/** Colours by meaning. Each function returns its text unchanged if colour is off. */
export interface Colors {
  readonly error: (text: string) => string
  readonly warning: (text: string) => string
  readonly advice: (text: string) => string
  readonly good: (text: string) => string
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

/** Returns the colours of the terminal, or functions that change nothing. */
export function colors(enabled: boolean): Colors {
  const pico = picocolors.createColors(enabled)
  return {
    error: (text) => pico.bold(pico.red(text)),
    warning: (text) => pico.bold(pico.yellow(text)),
    advice: (text) => pico.cyan(text),
    good: (text) => pico.green(text),
    dim: pico.dim,
    bold: pico.bold,
  }
}
