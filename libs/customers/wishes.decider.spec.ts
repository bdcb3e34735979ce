import { describe, it } from '@jest/globals';
import { type CommandEnvelope } from '../event-sourcing/core.js';
import { occurring, specification } from '../event-sourcing/testing.js';
import {
  GiveConsent,
  LiftRestriction,
  RaiseObjection,
  RestrictProcessing,
  WithdrawConsent,
  WithdrawObjection,
} from './consents.commands.js';
import { type CustomerCommand } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import {
  type ConsentGiven,
  type ConsentWithdrawn,
  type CustomerEvent,
  type CustomerRegistered,
} from './customers.events.js';

const { given } = specification(customerDecider);

const customerId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = '2026-03-01T09:30:00.000Z';
const later = '2026-03-02T10:00:00.000Z';
const fact = { customerId, occurredAt: later };

const asked = <C extends CustomerCommand>(
  type: new (id: string, data: C['data'], envelope: CommandEnvelope) => C,
  data: NoInfer<C['data']>,
): C => new type(customerId, data, occurring(later));

const registered: CustomerRegistered = {
  type: 'CustomerRegistered',
  data: { customerId, occurredAt: at, kind: 'person', name: 'Ada Lovelace' },
};

describe('consent', () => {
  const data = { purpose: 'newsletter', channel: 'e-mail' } as const;
  const consent: ConsentGiven = { type: 'ConsentGiven', data: { ...fact, ...data } };
  const withdrawn: ConsentWithdrawn = { type: 'ConsentWithdrawn', data: { ...fact, ...data } };

  it('is given for a purpose on a channel', () => {
    given(registered).when(asked(GiveConsent, data)).then(consent);
    given(registered, consent).when(asked(GiveConsent, data)).thenNothing();
    given(registered, consent)
      .when(asked(GiveConsent, { purpose: 'newsletter' }))
      .then({ type: 'ConsentGiven', data: { ...fact, purpose: 'newsletter' } });
  });

  it('is withdrawn, and can be given again', () => {
    given(registered, consent).when(asked(WithdrawConsent, data)).then(withdrawn);
    given(registered, consent, withdrawn).when(asked(WithdrawConsent, data)).thenNothing();
    given(registered, consent, withdrawn).when(asked(GiveConsent, data)).then(consent);
  });

  it('can be refused before it was ever given', () => {
    given(registered).when(asked(WithdrawConsent, data)).then(withdrawn);
  });

  it('names the wording agreed to, when it ends, and how it can be shown', () => {
    const terms = { wording: 'newsletter-2', expiresAt: '2027-01-01T00:00:00.000Z' };
    const evidence = { how: 'web form', recordedBy: 'web-shop' };
    const whole: ConsentGiven = { type: 'ConsentGiven', data: { ...fact, ...data, ...terms, evidence } };
    given(registered)
      .when(asked(GiveConsent, { ...data, ...terms, evidence }))
      .then(whole);
    given(registered, whole)
      .when(asked(GiveConsent, { ...data, ...terms }))
      .thenNothing();
    given(registered, whole)
      .when(asked(GiveConsent, { ...data, ...terms, evidence }))
      .then(whole);
    given(registered, whole)
      .when(asked(GiveConsent, { ...data, ...terms, wording: 'newsletter-3' }))
      .then({ type: 'ConsentGiven', data: { ...fact, ...data, ...terms, wording: 'newsletter-3' } });
  });

  it('cannot end before it begins', () => {
    given(registered)
      .when(asked(GiveConsent, { ...data, expiresAt: fact.occurredAt }))
      .thenFails('expires-before-given');
  });
});

describe('the use of data', () => {
  const restricted: CustomerEvent = {
    type: 'ProcessingRestricted',
    data: { ...fact, reason: 'accuracy contested' },
  };
  const objected: CustomerEvent = { type: 'ObjectionRaised', data: { ...fact, purpose: 'profiling' } };

  it('is restricted once, and lifted once', () => {
    const data = { reason: 'accuracy contested' };
    given(registered).when(asked(RestrictProcessing, data)).then(restricted);
    given(registered, restricted).when(asked(RestrictProcessing, data)).thenNothing();
    given(registered).when(asked(LiftRestriction, {})).thenNothing();
    given(registered, restricted)
      .when(asked(LiftRestriction, {}))
      .then({ type: 'ProcessingRestrictionLifted', data: fact });
  });

  it('is objected to for one purpose or for all, each of its own', () => {
    const one = { purpose: 'profiling' };
    given(registered).when(asked(RaiseObjection, one)).then(objected);
    given(registered, objected).when(asked(RaiseObjection, one)).thenNothing();
    given(registered, objected).when(asked(RaiseObjection, {})).then({ type: 'ObjectionRaised', data: fact });
    given(registered, objected).when(asked(WithdrawObjection, {})).thenNothing();
    given(registered, objected)
      .when(asked(WithdrawObjection, one))
      .then({ type: 'ObjectionWithdrawn', data: { ...fact, ...one } });
  });
});
