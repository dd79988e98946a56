/** network-get and its forerunner unit-get. */
import { type NetworkInfo, networkInfo } from '../context/network-info.ts';
import { privateAddress } from '../model/index.ts';
import { goQuote } from './go-text.ts';
import { type GoField, GoStruct, type GoValue, StringList } from './go-value.ts';
import { declareRelation } from './relation-flag.ts';
import type { HookTool } from './tool-call.ts';
import { ToolError, UsageError } from './tool-error.ts';

/** Everything known, with the doubled fields that YAML readers of old expect. */
function everything(info: NetworkInfo): GoStruct {
  const interfaces = info.interfaces.map(({ name, macAddress, addresses }) => {
    const shown = addresses.map(
      ({ value, cidr }) =>
        new GoStruct([
          { name: 'hostname', value: '' },
          { name: 'value', value },
          { name: 'cidr', value: cidr },
          { name: 'address', value, only: 'yaml' },
        ]),
    );
    return new GoStruct([
      { name: 'mac-address', value: macAddress },
      { name: 'interface-name', value: name },
      { name: 'addresses', value: shown },
      { name: 'macaddress', value: macAddress, only: 'yaml' },
      { name: 'interfacename', value: name, only: 'yaml' },
    ]);
  });
  const lists: readonly (readonly [string, readonly GoValue[]])[] = [
    ['bind-addresses', interfaces],
    ['egress-subnets', info.egressSubnets],
    ['ingress-addresses', info.ingressAddresses],
  ];
  const fields: GoField[] = lists.filter(([, items]) => items.length > 0).map(([name, value]) => ({ name, value }));
  return new GoStruct(fields);
}

export const networkGet: HookTool = {
  name: 'network-get',
  usage: '<binding-name> [--ingress-address] [--bind-address] [--egress-subnets]',
  summary: 'Get network config.',
  run(call) {
    call.declareOutput();
    const relationFlag = declareRelation(call);
    const primary = call.flags.boolean('primary-address');
    const bind = call.flags.boolean('bind-address');
    const ingress = call.flags.boolean('ingress-address');
    const egress = call.flags.boolean('egress-subnets');
    const args = call.parse();
    const [binding] = args;
    if (binding === undefined) throw new UsageError('no arguments specified');
    if (binding === '') throw new UsageError('no binding name specified');
    call.refuseBeyond(args, 1);
    const { context } = call;
    const relation = relationFlag.id === null ? null : context.relation(relationFlag.id);
    const info = networkInfo(context.model, context.unit, binding, relation);
    if (info === null) throw new ToolError(`no network config found for binding ${goQuote(binding)}`);
    const bindAddress = info.interfaces[0]?.addresses[0]?.value ?? '';
    if (primary.value) {
      if (bind.value || ingress.value || egress.value) {
        throw new ToolError('--primary-address must be the only flag specified');
      }
      call.answer(bindAddress);
      return;
    }
    const values: Record<string, GoValue> = {};
    if (bind.value) values['bind-address'] = bindAddress;
    if (ingress.value) values['ingress-address'] = info.ingressAddresses[0] ?? bindAddress;
    if (egress.value) values['egress-subnets'] = new StringList(info.egressSubnets);
    const asked = Object.values(values);
    if (asked.length === 0) call.answer(everything(info));
    else call.answer(asked.length === 1 ? (asked[0] ?? null) : values);
  },
};

export const unitGet: HookTool = {
  name: 'unit-get',
  usage: '<setting>',
  summary: 'Print public-address or private-address.',
  run(call) {
    call.declareOutput();
    const args = call.parse();
    const [setting] = args;
    if (setting === undefined) throw new UsageError('no setting specified');
    if (setting !== 'private-address' && setting !== 'public-address') {
      throw new UsageError(`unknown setting ${goQuote(setting)}`);
    }
    call.refuseBeyond(args, 1);
    const address = privateAddress(call.context.model, call.context.unit);
    if (address === '') throw new ToolError(`${setting.replace('-', ' ')} not found`);
    call.answer(address);
  },
};
