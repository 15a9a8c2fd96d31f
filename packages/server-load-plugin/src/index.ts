export {
  serverLoad,
  type ServerLoad,
  type ServerLoadOptions,
  type ServerLoadPlugin,
  type ServerLoadValues,
} from './server-load.ts'
