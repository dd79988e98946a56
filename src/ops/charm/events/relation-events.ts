/** Events of relations. The relation of an event from the deferred queue may be gone by then: it is inactive, and empty. */
import { FrameworkError } from '../../errors.ts';
import type { EventInit } from '../../framework/event.ts';
import type { Application } from '../../model/application.ts';
import type { Relation } from '../../model/relation.ts';
import type { Unit } from '../../model/unit.ts';
import { HookEvent } from './hook-events.ts';

export interface RelationPayload {
  readonly relationName: string;
  readonly relationId: number;
  readonly appName: string | null;
  readonly unitName: string | null;
  readonly departingUnitName: string | null;
}

/** The parent of the five events of a relation. */
export abstract class RelationEvent extends HookEvent<RelationPayload> {
  constructor(init: EventInit<RelationPayload>) {
    super(init);
    const { unitName, appName } = init.payload;
    if (unitName !== null && appName !== null && !unitName.startsWith(`${appName}/`)) {
      throw new FrameworkError(`cannot make a relation event: ${unitName} is no unit of ${appName}`);
    }
  }

  /** The relation that the event is about; inactive when it is gone by now. */
  get relation(): Relation {
    return this.framework.model.getRelation(this.payload.relationName, this.payload.relationId);
  }

  /** The application on the other side; null where Juju does not say (LP 1960934). */
  get app(): Application | null {
    return this.payload.appName === null ? null : this.framework.model.getApp(this.payload.appName);
  }

  /** The unit that the event is about; null for events of the whole application. */
  get unit(): Unit | null {
    return this.payload.unitName === null ? null : this.framework.model.getUnit(this.payload.unitName);
  }
}

/** The relation has come to be; no unit of the other side has been seen yet. */
export class RelationCreatedEvent extends RelationEvent {}

/** A unit of the other side is seen for the first time; relation-changed follows. */
export class RelationJoinedEvent extends RelationEvent {}

/** A databag of the other side may have changed: the unit's, or the application's when `unit` is null. */
export class RelationChangedEvent extends RelationEvent {}

/** A unit leaves the relation. */
export class RelationDepartedEvent extends RelationEvent {
  /** The unit that leaves: one of the other side, or our own when we are the ones to go. */
  get departingUnit(): Unit | null {
    const name = this.payload.departingUnitName;
    return name === null ? null : this.framework.model.getUnit(name);
  }
}

/** The relation is gone for this unit; its `active` is false. */
export class RelationBrokenEvent extends RelationEvent {}
