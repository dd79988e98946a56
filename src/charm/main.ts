/** The program that Juju's hooks start. */
import { main } from '../ops/index.ts';
import { systemHost } from '../system/host.ts';
import { AstaraOrchestratorCharm } from './charm.ts';
import { networkClients } from './clients/clients.ts';

main((framework) => new AstaraOrchestratorCharm(framework, systemHost, networkClients));
