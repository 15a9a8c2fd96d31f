export {
  createRehearsal,
  type PastRequest,
  type Rehearsal,
  type RehearsalOptions,
  type Verdict,
} from './create-rehearsal.ts'
