/** Keystone as the service sees it: a token for its own user, or a reason why not. */
import { KeystoneError, logInToKeystone } from '../../openstack/keystone-client.ts';
import type { IdentityLogin } from './clients.ts';
import { ServiceUnavailableError } from './service-unavailable.ts';

/** Asks for a token and throws it away. */
export async function checkIdentity(login: IdentityLogin, ca: string | null, deadlineMs: number): Promise<void> {
  const { authUrl, apiVersion, username, password, project, domain } = login;
  try {
    await logInToKeystone(
      { authUrl, apiVersion, username, password, projectName: project, domainName: domain },
      { deadlineMs, ...(ca === null ? {} : { ca }) },
    );
  } catch (error) {
    if (!(error instanceof KeystoneError)) throw error;
    const reason = error.message.split(': ').slice(1).join(': ');
    throw new ServiceUnavailableError('Keystone', error.endpoint, reason, error);
  }
}
