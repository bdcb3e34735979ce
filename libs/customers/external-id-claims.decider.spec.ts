import { describe, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import { ClaimExternalId } from './external-id-claims.commands.js';
import { claimDecider } from './external-id-claims.decider.js';
import { ReleaseExternalId } from './external-id-claims.published.js';
import { type ClaimEvent } from './external-id-claims.events.js';

const { given } = specification(claimDecider);
const at = '2026-03-01T09:00:00.000Z';
const fact = (type: ClaimEvent['type'], holderId: string): ClaimEvent => ({
  type,
  data: { occurredAt: at, holderId },
});
const claimed = (holderId: string) => fact('ExternalIdClaimed', holderId);
const released = (holderId: string) => fact('ExternalIdReleased', holderId);
const claiming = (holderId: string, insteadOf?: string) =>
  new ClaimExternalId('c', { holderId, ...(insteadOf === undefined ? {} : { insteadOf }) }, occurring(at));
const releasing = (holderId: string) => new ReleaseExternalId('c', { holderId }, occurring(at));

describe('the claim of an external id', () => {
  it('is the first customer’s, until it is released', () => {
    given().when(claiming('ada')).then(claimed('ada'));
    given(claimed('ada')).when(claiming('ada')).thenNothing();
    given(claimed('ada')).when(claiming('bob')).thenFails('external-id-taken');
    given(claimed('ada'), released('ada')).when(claiming('bob')).then(claimed('bob'));
  });

  it('passes from the holder that was looked at, and from no other', () => {
    given(claimed('ada')).when(claiming('bob', 'ada')).then(released('ada'), claimed('bob'));
    given(claimed('eve')).when(claiming('bob', 'ada')).thenFails('external-id-taken');
  });

  it('is released by its holder alone', () => {
    given(claimed('ada')).when(releasing('ada')).then(released('ada'));
    given(claimed('ada')).when(releasing('bob')).thenNothing();
    given(claimed('ada'), released('ada')).when(releasing('ada')).thenNothing();
    given().when(releasing('ada')).thenFails('external-id-not-found');
  });
});
