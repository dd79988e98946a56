/** The few calls to Keystone's API v3 that registering a service takes. Every call may be repeated without harm. */

type Json = Readonly<Record<string, unknown>>;

/** One thing that Keystone keeps, with its identifier. */
interface Entity extends Json {
  readonly id: string;
}

export class KeystoneAdmin {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Logs in as the administrator of the cloud. */
  static async login(url: string, password: string): Promise<KeystoneAdmin> {
    const domain = { id: 'default' };
    const response = await fetch(`${url}/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'admin', domain, password } } },
          scope: { project: { name: 'admin', domain } },
        },
      }),
    });
    const token = response.headers.get('x-subject-token');
    if (token === null) throw new Error(`cannot log in to Keystone: it answered ${response.status}`);
    return new KeystoneAdmin(url, token);
  }

  /** The entity of that collection with these properties, made when there is none. */
  async ensure(collection: string, wanted: Json, more: Json = {}): Promise<Entity> {
    const [found] = await this.list(collection, wanted);
    if (found !== undefined) return found;
    const name = collection.replace(/ies$/, 'y').replace(/s$/, '');
    return entityOf((await this.call('POST', collection, { [name]: { ...wanted, ...more } }))[name]);
  }

  async list(collection: string, wanted: Json = {}): Promise<Entity[]> {
    const query = new URLSearchParams(
      Object.entries(wanted).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const answer = (await this.call('GET', `${collection}?${query}`))[collection];
    return Array.isArray(answer) ? answer.map(entityOf) : [];
  }

  async update(collection: string, id: string, changes: Json): Promise<void> {
    const name = collection.replace(/s$/, '');
    await this.call('PATCH', `${collection}/${id}`, { [name]: changes });
  }

  async grantRole(project: string, user: string, role: string): Promise<void> {
    await this.call('PUT', `projects/${project}/users/${user}/roles/${role}`);
  }

  private async call(method: string, path: string, body?: Json): Promise<Json> {
    const response = await fetch(`${this.#url}/v3/${path}`, {
      method,
      headers: { 'x-auth-token': this.#token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`cannot ${method} ${path.split('?')[0]}: Keystone answered ${response.status}`);
    const text = await response.text();
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    return isJson(answer) ? answer : {};
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entityOf(value: unknown): Entity {
  const id = isJson(value) ? value['id'] : undefined;
  if (!isJson(value) || typeof id !== 'string') throw new Error('cannot read what Keystone answered: it has no id');
  return { ...value, id };
}
