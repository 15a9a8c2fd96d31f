import type { AdapterUnderTest } from './adapter.ts'
import type { Behaviour } from './behaviour.ts'
import { describeClientAddress } from './behaviours/client-address.ts'
import { describeClosing } from './behaviours/closing.ts'
import { describeConnections } from './behaviours/connections.ts'
import { describeDecisions } from './behaviours/decisions.ts'
import { describeHosts } from './behaviours/hosts.ts'
import { describeHttp2 } from './behaviours/http2.ts'
import { describeListeners } from './behaviours/listeners.ts'
import { describeMounts } from './behaviours/mounts.ts'
import { describeOptions } from './behaviours/options.ts'
import { describePlugins } from './behaviours/plugins.ts'
import { describePrincipals } from './behaviours/principals.ts'
import { describeRefusals } from './behaviours/refusals.ts'
import { describeReloading } from './behaviours/reloading.ts'
import { describeRobustness } from './behaviours/robustness.ts'
import { describeSettling } from './behaviours/settling.ts'
import { describeStaticFiles } from './behaviours/static-files.ts'
import { describeTargets } from './behaviours/targets.ts'
import { describeTools } from './behaviours/tools.ts'
import { describeUpgrades } from './behaviours/upgrades.ts'

/** The tests of each behaviour. */
export const behaviours: Readonly<Record<Behaviour, (adapter: AdapterUnderTest) => void>> = {
  'options and start': describeOptions,
  decisions: describeDecisions,
  refusals: describeRefusals,
  targets: describeTargets,
  hosts: describeHosts,
  'client address': describeClientAddress,
  'user and facts': describePrincipals,
  'tools for routes': describeTools,
  'counting only replies': describeSettling,
  connections: describeConnections,
  'HTTP/2': describeHttp2,
  upgrades: describeUpgrades,
  mounts: describeMounts,
  'static files': describeStaticFiles,
  plugins: describePlugins,
  reloading: describeReloading,
  closing: describeClosing,
  listeners: describeListeners,
  robustness: describeRobustness,
}
