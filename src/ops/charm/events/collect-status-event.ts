/** The question, at the end of a dispatch, what the status is. Every part of a charm may answer; the most urgent answer wins. */
import { LifecycleEvent } from '../../framework/event.ts';
import { checkSettable, type StatusBase } from '../../model/status.ts';

export interface CollectStatusPayload {
  readonly of: 'app' | 'unit';
}

/** Asks what the status of the unit or application is; see `on.collectUnitStatus` and `on.collectAppStatus`. */
export class CollectStatusEvent extends LifecycleEvent<CollectStatusPayload> {
  /** Adds an answer. Of equally urgent ones the first is taken; when nobody adds any, the status stays as it is. */
  addStatus(status: StatusBase): void {
    const name = checkSettable(status);
    const { of } = this.payload;
    if (name !== 'active') this.framework.log.debug(`Adding ${of} status ${status}`);
    this.framework.model.collected[of].push(status);
  }
}
