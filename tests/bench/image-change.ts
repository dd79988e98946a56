/** A change that makes the charm render its file and restart its service: astara-neutron-api tells of another image. */
import { networkIds } from '../scenario/charm/peer-answers.ts';
import type { Stage } from './stage.ts';

/** Id of an image by number. */
export function imageId(number: number): string {
  return `55555555-5555-4555-8555-${String(number).padStart(12, '0')}`;
}

/** Puts that image into the relation; the environment of the hook that tells of it. */
export function changeImage(stage: Stage, number: number): Record<string, string> {
  stage.answer('relation-get --format=json -r astara-orchestrator:4 - astara-neutron-api/0', {
    ...networkIds,
    router_image_uuid: imageId(number),
  });
  return stage.relationChanged('astara-orchestrator', 4, 'astara-neutron-api/0');
}
