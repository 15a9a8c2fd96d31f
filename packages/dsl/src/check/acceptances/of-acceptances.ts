import type { KnownCode } from '../../codes.ts'

/** The codes of findings about acceptances. */
export const ofAcceptances: readonly KnownCode[] = ['TG462', 'TG463']
