/** What the charm is surrounded by and tests replace: the host, the servers, its templates, chance. */
import { randomHex } from '../system/digest.ts';
import type { Host } from '../system/host.ts';
import type { Clients } from './clients/clients.ts';
import type { Secrets } from './leadership.ts';
import { TemplateError, type TemplateSource } from './render/template.ts';

export interface Surroundings {
  readonly host: Host;
  readonly clients: Clients;
  readonly templates: TemplateSource;
  readonly secrets: Secrets;
}

/** Chance itself. */
export const randomSecrets: Secrets = {
  metadataSecret: () => randomHex(32),
};

/** Templates in the charm's own folder, each read when it is filled. */
export function templatesIn(host: Host, charmDir: string): TemplateSource {
  return (name) => {
    const text = host.files.read(`${charmDir}/templates/${name}`);
    if (text === null) throw new TemplateError(`cannot read the template "${name}": the charm has none of that name`);
    return text;
  };
}
