/** A store in a temporary folder and charms made of values, for the controller's tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CharmEndpoint,
  type CharmMetadata,
  type CharmPackage,
  type CharmSource,
  type CharmStorage,
  createModel,
  type Deployed,
  type DeployRequest,
  deploy,
  type Model,
  Store,
} from '../../../../src/emulator/index.ts';

export const now = Date.UTC(2026, 0, 2);

/** The parts of a charm that a test is about. */
export type TestCharm = Partial<Omit<CharmPackage, 'metadata'>> & { readonly metadata?: Partial<CharmMetadata> };

export class StoreWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'juju-controller-'));
  readonly store: Store;

  constructor(jujuVersion = '3.6') {
    this.store = Store.open(join(this.folder, 'home'), { now: () => now, sleep: async () => {} });
    createModel(this.store, { machineMode: 'plain', jujuVersion });
  }

  get model(): Model {
    return this.store.model;
  }

  deploy(name: string, charm: TestCharm = {}, more: Partial<DeployRequest> = {}): Deployed {
    return deploy(this.store, { source: source(name, charm), ...more });
  }

  /** Everything in the model, to tell whether a refused command changed anything. */
  snapshot(): string {
    return JSON.stringify(this.model.tables().map((table) => table.keys().map((key) => table.find(key))));
  }

  end(): void {
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function endpoint(role: CharmEndpoint['role'], name: string, more: Partial<CharmEndpoint> = {}): CharmEndpoint {
  return { name, role, interface: name, scope: 'global', limit: null, optional: false, ...more };
}

export function charmStorage(name: string, more: Partial<CharmStorage> = {}): CharmStorage {
  return {
    name,
    type: 'filesystem',
    description: '',
    shared: false,
    readOnly: false,
    minimumCount: 1,
    maximumCount: 1,
    minimumSize: 0,
    location: '',
    properties: [],
    ...more,
  };
}

export function source(name: string, { metadata = {}, ...more }: TestCharm = {}): CharmSource {
  const charm: CharmPackage = {
    metadata: {
      name,
      summary: name,
      description: name,
      subordinate: false,
      provides: {},
      requires: {},
      peers: {},
      extraBindings: [],
      storage: {},
      resources: {},
      payloads: {},
      containers: {},
      assumes: [],
      series: [],
      minimumJujuVersion: null,
      charmUser: null,
      tags: [],
      terms: [],
      ...metadata,
    },
    options: {},
    actions: {},
    bases: [
      { name: 'ubuntu', channel: '22.04/stable', architectures: ['amd64'] },
      { name: 'ubuntu', channel: '24.04/stable', architectures: ['amd64'] },
    ],
    lxdProfile: null,
    version: '',
    hasDispatch: true,
    ...more,
  };
  return {
    charm,
    origin: `./${name}`,
    writeFiles: (folder) => writeFileSync(join(folder, 'metadata.yaml'), `name: ${name}\n`),
  };
}
