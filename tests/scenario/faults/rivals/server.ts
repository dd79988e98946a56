/** What the world answers to a unit's step, and what the step makes of it. */
import type { Answer, Foresight, Request } from './replay.ts';
import { execute, headOf, type Rival, rivalOf, serves, statementsFor, type World } from './world.ts';

/** Something that must never happen. */
export class Violation extends Error {}

export function change(world: World, unit: number, changes: Partial<Rival>): World {
  return { ...world, rivals: world.rivals.map((one, at) => (at === unit ? { ...one, ...changes } : one)) };
}

export function less(world: World, fault: keyof World['left']): World['left'] {
  return { ...world.left, [fault]: world.left[fault] - 1 };
}

export function merged(bag: Readonly<Record<string, string>> | undefined, changes: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries({ ...bag, ...changes }).filter(([, value]) => value !== ''));
}

/** A late statement that fails is nobody's any more. */
export function endLate(world: World): World {
  const schema = execute(world.schema, world.late ?? '') ?? world.schema;
  const worked = world.late?.startsWith('stamp ') === true && schema.revision !== world.schema.revision ? 1 : 0;
  return { ...world, schema, late: null, worked: world.worked + worked };
}

export function outage(world: World): World {
  const rivals = world.rivals.map((one) => ({
    ...one,
    connected: false,
    program: one.program === null ? null : { ...one.program, broken: true },
  }));
  return { ...world, rivals, up: false, lock: null, late: null, left: less(world, 'outages') };
}

/** The world after a step, and what the unit is told; undefined while it still waits. */
type Response = readonly [World, Answer | undefined];

export function respond(world: World, unit: number, request: Request): Response {
  return request.startsWith('program of ') ? stepProgram(world, unit, request) : answerTo(world, unit, request);
}

/** What the unit would be told if it went on alone. */
export function foresight(world: World, unit: number): Foresight {
  let now = world;
  return (request) => {
    try {
      for (;;) {
        const [after, answer] = respond(now, unit, request);
        now = after;
        if (answer !== undefined) return answer;
      }
    } catch {
      // It is told where it really happens.
      return undefined;
    }
  };
}

/** The program's next step; the unit is told of its end only. */
function stepProgram(world: World, unit: number, request: Request): Response {
  const { program } = rivalOf(world, unit);
  const version = request.replace('program of ', '');
  if (program === null) {
    // A lock whose connection is lost protects nobody, and nobody can say so to the program.
    const locked = world.rivals.filter((one, at) => one.connected && (at === unit || one.program !== null));
    if (locked.length > 1) throw new Violation(`unit ${unit} migrates while another does`);
    return [change(world, unit, { program: { version, todo: null, broken: !world.up } }), undefined];
  }
  const finish = (answer: Answer, after = world): Response => [change(after, unit, { program: null }), answer];
  if (program.broken) return finish('OperationalError: (2013, "Lost connection to server during query")');
  if (program.todo === null) {
    const todo = statementsFor(world.schema, version);
    if (todo === null) return finish(`CommandError: Can't locate revision identified by '${world.schema.revision}'`);
    return [change(world, unit, { program: { ...program, todo } }), undefined];
  }
  const [statement, ...todo] = program.todo;
  if (statement === undefined) return finish(true, { ...world, ended: world.ended + 1 });
  const schema = execute(world.schema, statement);
  if (schema === null) return finish('OperationalError: (1050, "Table already exists")');
  const worked = statement === `stamp ${headOf(version)}` ? 1 : 0;
  return [
    change({ ...world, schema, worked: world.worked + worked }, unit, { program: { ...program, todo } }),
    undefined,
  ];
}

/** What the unit is told, and what its step makes of the world. */
function answerTo(world: World, unit: number, request: Request): readonly [World, Answer] {
  const [verb = '', ...rest] = request.split(' ');
  const name = rest.at(-1) ?? '';
  switch (verb) {
    case 'leads':
    case 'speaks':
      return [world, world.leader === unit];
    case 'bag':
      return [world, (rest[1] === 'unit' ? world.said[Number(name)] : world.app[name]) ?? {}];
    case 'connect':
      return world.up ? [change(world, unit, { connected: true }), true] : [world, 'gone'];
    case 'close': {
      const lock = world.lock === unit ? null : world.lock;
      return [change({ ...world, lock }, unit, { connected: false }), true];
    }
    case 'starts': {
      if (!serves(world.schema, name)) throw new Violation(`unit ${unit} starts on ${JSON.stringify(world.schema)}`);
      return [change(world, unit, { serving: true }), true];
    }
    default:
      return rivalOf(world, unit).connected ? query(world, unit, verb, name) : [world, 'gone'];
  }
}

function query(world: World, unit: number, verb: string, name: string): readonly [World, Answer] {
  switch (verb) {
    case 'lock':
      if (world.excludes && world.lock !== null && world.lock !== unit) return [world, false];
      return [{ ...world, lock: unit }, true];
    case 'tables':
      return [world, world.schema.tables];
    case 'revision':
      return [world, world.schema.revision];
    case 'rows':
      return [world, false];
    case 'drop': {
      const serving = world.rivals.some((one) => one.serving);
      if (serving) throw new Violation(`unit ${unit} drops ${name} from under a service`);
      return [{ ...world, schema: execute(world.schema, `drop ${name}`) ?? world.schema }, true];
    }
    default:
      throw new Error(`the server does not know ${verb}`);
  }
}
