/** `juju status --format oneline` and `--format summary`. */
import { inNaturalOrder } from './columns.ts';
import { groupedPorts } from './port-text.ts';
import type { StatusView, UnitView } from './status-view.ts';

/** A line for each unit, with its subordinates below it. */
export function onelineStatus(view: StatusView): string {
  const lines: string[] = [];
  const add = (unit: UnitView, level: number): void => {
    const state = `agent:${unit.agent.current}, workload:${unit.workload.current}`;
    const ports = unit.ports.length === 0 ? '' : ` ${groupedPorts(unit.ports)}`;
    lines.push(`${'  '.repeat(level)}- ${unit.name}: ${unit.address} (${state})${ports}\n`);
    for (const subordinate of unit.subordinates) add(subordinate, level + 1);
  };
  for (const application of view.applications) for (const unit of application.units) add(unit, 0);
  return lines.join('');
}

function unitsOf(view: StatusView): UnitView[] {
  const withSubordinates = (unit: UnitView): UnitView[] => [unit, ...unit.subordinates.flatMap(withSubordinates)];
  return view.applications.flatMap((application) => application.units.flatMap(withSubordinates));
}

/** The network that an address would be in by its class, as Juju guesses it: `10.0.0.1/8`. */
function classed(address: string): string {
  const first = Number(address.split('.')[0]);
  return `${address}/${first < 128 ? 8 : first < 192 ? 16 : 24}`;
}

/** One address of each such network, in the order in which they are met. */
function networks(addresses: readonly string[]): string[] {
  const found: string[] = [];
  const begin = (text: string): string =>
    text
      .split('.')
      .slice(0, Number(text.split('/')[1]) / 8)
      .join('.');
  for (const address of addresses.filter((each) => /^[0-9.]+$/.test(each)).map(classed)) {
    if (!found.some((each) => begin(each) === begin(address))) found.push(address);
  }
  return found;
}

function counts(states: readonly string[]): [string, string][] {
  const numbers = new Map<string, number>();
  for (const state of states) numbers.set(state, (numbers.get(state) ?? 0) + 1);
  return inNaturalOrder(numbers.keys()).map((state) => [`${state}:`, ` ${numbers.get(state) ?? 0} `]);
}

/** Rows whose cells are set to the right, each with two blanks before it. */
function setRight(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => {
    row.forEach((cell, index) => {
      all[index] = Math.max(all[index] ?? 0, cell.length + 2);
    });
    return all;
  }, []);
  return rows.map((row) => `${row.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('')}\n`).join('');
}

export function summaryStatus(view: StatusView): string {
  const units = unitsOf(view);
  const addresses = [
    ...view.machines.map((machine) => machine.interfaces.flatMap((device) => device.addresses)[0]?.value ?? ''),
    ...units.map((unit) => unit.address),
  ];
  const head = [
    ['Running on subnets:', networks(addresses).join(', ')],
    [' Utilizing ports:', groupedPorts([...new Set(units.flatMap((unit) => unit.ports))])],
  ];
  const widths = [0, 1].map((column) => Math.max(...head.map((row) => row[column]?.length ?? 0)) + 2);
  const top = head.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`).join('');
  const blank = [' '];
  const rows = [
    ['# Machines:', `(${view.machines.length})`],
    ...counts(view.machines.map((machine) => machine.agentStatus.status)),
    blank,
    ['# Units:', `(${units.length})`],
    ...counts(units.map((unit) => unit.workload.current)),
    blank,
    ['# Applications:', `(${view.applications.length})`],
    ...view.applications.map(({ name, exposed }) => [name, `${exposed ? 1 : 0}/1`, 'exposed']),
    blank,
    ['# Remote:', '(0)'],
  ];
  return `${top}${setRight(rows)}`;
}
