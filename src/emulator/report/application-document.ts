/** What `juju show-application` and `juju config` say of an application. */
import type { Application, ConfigOption, Model } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { byName, struct, unlessEmpty } from './document.ts';
import { baseText } from './status-tabular.ts';
import { statusView } from './status-view.ts';

export function applicationDocument(model: Model, application: Application): GoValue {
  const charm = model.charms.get(application.charmUrl);
  const shown = statusView(model, 0).applications.find((each) => each.name === application.name);
  return struct({
    charm: charm.metadata.name,
    base: baseText(application.base),
    constraints: unlessEmpty(constraintsMap(application.constraints, model.current.architecture)),
    principal: !application.subordinate,
    exposed: application.exposed,
    remote: false,
    life: application.life,
    'endpoint-bindings': unlessEmpty(shown?.bindings ?? {}),
  });
}

function constraintsMap(constraints: string, architecture: string): Record<string, GoValue> {
  const given = constraints.split(/\s+/).filter((word) => word.includes('='));
  const pairs = given.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
  return { arch: architecture, ...Object.fromEntries(pairs) };
}

/** An option as `juju config` prints it: where its value comes from, then the value. */
function optionDocument(option: ConfigOption, set: Application['config'][string] | undefined): GoValue {
  const value = set ?? option.default;
  const number = (each: GoValue): GoValue => (option.type === 'int' && typeof each === 'number' ? BigInt(each) : each);
  const document: Record<string, GoValue> = {
    description: option.description,
    source: set !== undefined ? 'user' : option.default === null ? 'unset' : 'default',
    type: option.type,
  };
  if (option.default !== null) document['default'] = number(option.default);
  if (value !== null) document['value'] = number(value);
  return document;
}

const trustDescription = 'Does this application have access to trusted credentials';

export function configDocument(model: Model, application: Application): GoValue {
  const charm = model.charms.get(application.charmUrl);
  const trust: Record<string, GoValue> = {
    default: false,
    description: trustDescription,
    source: application.trust ? 'user' : 'default',
    type: 'bool',
    value: application.trust,
  };
  return {
    application: application.name,
    'application-config': { trust },
    charm: charm.metadata.name,
    settings: byName(
      Object.values(charm.options),
      (option) => option.name,
      (option) => optionDocument(option, application.config[option.name]),
    ),
  };
}

/** The value of one option, null when it has none; undefined when there is no such option. */
export function configValue(model: Model, application: Application, name: string): GoValue | undefined {
  const { options } = model.charms.get(application.charmUrl);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option !== undefined) {
    const value = application.config[name] ?? option.default;
    return option.type === 'int' && typeof value === 'number' ? BigInt(value) : value;
  }
  return name === 'trust' ? application.trust : undefined;
}
