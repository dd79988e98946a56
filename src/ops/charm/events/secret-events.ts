/** Events of secrets, of Juju 3 and later. */
import type { Secret } from '../../model/secret.ts';
import { HookEvent, notDeferrable } from './hook-events.ts';

export interface SecretPayload {
  readonly id: string;
  readonly label: string | null;
  readonly revision: number | null;
}

/** The parent of the four events of a secret. */
export abstract class SecretEvent extends HookEvent<SecretPayload> {
  #secret: Secret | null = null;

  /** The secret, the same each time; nothing is read before its content is asked for. */
  get secret(): Secret {
    this.#secret ??= this.framework.model.secretReference(this.payload.id, this.payload.label);
    return this.#secret;
  }
}

/** A secret that we read has a new revision; `secret.getContent({ refresh: true })` goes over to it. */
export class SecretChangedEvent extends SecretEvent {}

/** A secret of ours is due for new content. */
export class SecretRotateEvent extends SecretEvent {
  override defer(): never {
    throw notDeferrable('secret_rotate');
  }
}

abstract class SecretRevisionEvent extends SecretEvent {
  /** Number of the revision that the event is about. */
  get revision(): number {
    return this.payload.revision ?? 0;
  }

  /** Removes the revision that the event is about. */
  removeRevision(): void {
    this.secret.removeRevision(this.revision);
  }
}

/** Nobody reads this revision of a secret of ours any more. */
export class SecretRemoveEvent extends SecretRevisionEvent {}

/** This revision of a secret of ours has expired. */
export class SecretExpiredEvent extends SecretRevisionEvent {
  override defer(): never {
    throw notDeferrable('secret_expired');
  }
}
