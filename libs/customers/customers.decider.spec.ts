import { describe, expect, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import { type CommandEnvelope, createdIdFor } from '../event-sourcing/core.js';
import { validated } from '../platform/index.js';
import { AddContactPoint, AddContactPointBody, RemoveContactPoint } from './contact-points.commands.js';
import { type CustomerCommand } from './customers.commands.js';
import { AddExternalId, RemoveExternalId } from './external-ids.commands.js';
import {
  ChangeCustomerDetails,
  ChangeCustomerDetailsBody,
  RegisterCustomer,
  RegisterCustomerBody,
} from './registration.commands.js';
import {
  AssignOwner,
  RelateCustomer,
  TagCustomer,
  UnassignOwner,
  UnrelateCustomer,
  UntagCustomer,
} from './relations.commands.js';
import { customerDecider } from './customers.decider.js';
import {
  type ContactPointAdded,
  type CustomerDetailsChanged,
  type CustomerErased,
  type CustomerRegistered,
  type CustomerRelated,
  type CustomerTagged,
  type ExternalIdAdded,
  type ExternalIdRemoved,
  type OwnerAssigned,
  type OwnerUnassigned,
} from './customers.events.js';
import { EraseCustomer } from './erase-customer.published.js';
import { reachedBy } from './decisions/contact-points.js';

const { given } = specification(customerDecider);

const customerId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const relatedId = '8d2f6a10-0c56-5e57-9d43-5a1b1c9f0e22';
const at = '2026-03-01T09:30:00.000Z';
const later = '2026-03-02T10:00:00.000Z';

/** As a command that occurs at `time` makes it. */
const contactPointOf = (written: Parameters<typeof reachedBy>[0], time = later) => ({
  id: createdIdFor(occurring(time).commandId, 'contact-point', customerId, '0'),
  ...reachedBy(written),
});

const asked = <C extends CustomerCommand>(
  type: new (id: string, data: C['data'], envelope: CommandEnvelope) => C,
  data: NoInfer<C['data']>,
): C => new type(customerId, data, occurring(later));

const fact = { customerId, occurredAt: later };

const registered: CustomerRegistered = {
  type: 'CustomerRegistered',
  data: { customerId, occurredAt: at, kind: 'person', name: 'Ada Lovelace', region: 'London' },
};

describe('registering a customer', () => {
  const register = new RegisterCustomer(
    customerId,
    { kind: 'person', name: 'Ada Lovelace', region: 'London' },
    occurring(at),
  );

  it('says what is known, and nothing of what is not', () => {
    given().when(register).then(registered);
  });

  it('happens once', () => {
    given(registered).when(register).thenFails('customer-already-registered');
  });

  it('names the contact point that leads nowhere, among those given', () => {
    const contactPoints = [
      { kind: 'e-mail', value: 'ada@example.org' },
      { kind: 'phone', value: '6552 9988', country: 'XX' },
    ] as const;
    const data = { kind: 'person', name: 'Ada Lovelace', contactPoints } as const;
    const decided = () =>
      customerDecider.decide(new RegisterCustomer(customerId, data, occurring(at)), customerDecider.initial);
    expect(decided).toThrow(
      expect.objectContaining({
        code: 'contact-point-invalid',
        fields: [expect.objectContaining({ field: 'contactPoints.1.country' })],
      }),
    );
  });

  it('is refused for somebody who was not born yet', () => {
    const born = (birthDate: string) =>
      new RegisterCustomer(customerId, { kind: 'person', name: 'Ada Lovelace', birthDate }, occurring(at));
    given().when(born('2026-03-02')).thenFails('born-in-future');
    given()
      .when(born('2026-03-01'))
      .then({
        type: 'CustomerRegistered',
        data: { customerId, occurredAt: at, kind: 'person', name: 'Ada Lovelace', birthDate: '2026-03-01' },
      });
    given(registered)
      .when(asked(ChangeCustomerDetails, { birthDate: '2026-03-03' }))
      .thenFails('born-in-future');
  });

  it('takes everything at once, each thing once', () => {
    const data = {
      kind: 'organisation',
      name: 'Analytical Engines',
      owner: 'grace',
      externalIds: [
        { system: 'erp', id: '7' },
        { system: 'erp', id: '7' },
      ],
      contactPoints: [
        { kind: 'e-mail', value: ' Post@Engines.example ' },
        { kind: 'e-mail', value: 'post@engines.example' },
      ],
      tags: ['vip', ' vip '],
    } as const;
    given()
      .when(new RegisterCustomer(customerId, data, occurring(at)))
      .then({
        type: 'CustomerRegistered',
        data: {
          ...data,
          customerId,
          occurredAt: at,
          externalIds: [{ system: 'erp', id: '7' }],
          contactPoints: [contactPointOf({ kind: 'e-mail', value: 'post@engines.example' }, at)],
          tags: ['vip'],
        },
      });
  });
});

describe('changing details', () => {
  it('carries only what is different', () => {
    given(registered)
      .when(asked(ChangeCustomerDetails, { name: 'Ada Lovelace', region: 'Kent', sector: 'science' }))
      .then({ type: 'CustomerDetailsChanged', data: { ...fact, region: 'Kent', sector: 'science' } });
  });

  it('to what they are is nothing to do', () => {
    given(registered, { type: 'CustomerDetailsChanged', data: { ...fact, region: 'Kent' } })
      .when(asked(ChangeCustomerDetails, { region: 'Kent' }))
      .thenNothing();
  });

  it('empties what is told to be empty, once', () => {
    const empty = asked(ChangeCustomerDetails, { region: null, company: null, sector: 'science' });
    const emptied: CustomerDetailsChanged = {
      type: 'CustomerDetailsChanged',
      data: { ...fact, sector: 'science', cleared: ['region'] },
    };
    given(registered).when(empty).then(emptied);
    given(registered, emptied).when(empty).thenNothing();
    given(registered, emptied)
      .when(asked(ChangeCustomerDetails, { region: 'London' }))
      .then({ type: 'CustomerDetailsChanged', data: { ...fact, region: 'London' } });
  });

  it('empties no name, and nothing at registration', () => {
    const changes = { region: null, birthDate: null };
    expect(validated(ChangeCustomerDetailsBody, changes)).toEqual(changes);
    expect(() => validated(ChangeCustomerDetailsBody, { name: null })).toThrow('name must be a text');
    const customer = { kind: 'person', name: 'Ada Lovelace', region: null };
    expect(() => validated(RegisterCustomerBody, customer)).toThrow('region must be a text');
  });

  it('needs a customer', () => {
    given()
      .when(asked(ChangeCustomerDetails, { region: 'Kent' }))
      .thenFails('customer-not-found');
  });
});

describe('contact points', () => {
  const phone = contactPointOf({ kind: 'phone', value: '+86 10 6552 9988' });
  const added: ContactPointAdded = { type: 'ContactPointAdded', data: { ...fact, contactPoint: phone } };

  it('are normalised', () => {
    given(registered)
      .when(asked(AddContactPoint, { kind: 'phone', value: '(010) 6552-9988', country: 'cn' }))
      .then(added);
    expect(phone.value).toBe('+861065529988');
    expect(reachedBy({ kind: 'social', value: ' @ada ', network: 'Weibo' })).toMatchObject({
      value: 'ada',
      network: 'weibo',
    });
    expect(reachedBy({ kind: 'postal', value: ' 12  St James Sq\nLondon' }).value).toBe(
      '12 St James Sq London',
    );
  });

  it('are there once', () => {
    given(registered, added)
      .when(asked(AddContactPoint, { kind: 'phone', value: '+861065529988' }))
      .thenNothing();
  });

  it.each([
    { kind: 'phone', value: '+86 10 6552 9988', country: 'XX' },
    { kind: 'phone', value: 'call me' },
    { kind: 'e-mail', value: 'ada at home' },
  ] as const)('are refused when they lead nowhere: $value', (data) => {
    given(registered).when(asked(AddContactPoint, data)).thenFails('contact-point-invalid');
  });

  it('ask for the prefix of a number that has none, or its country', () => {
    given(registered)
      .when(asked(AddContactPoint, { kind: 'phone', value: '6552 9988' }))
      .thenFails('phone-prefix-missing');
  });

  it('are removed by id', () => {
    const remove = asked(RemoveContactPoint, { contactPointId: phone.id });
    given(registered, added)
      .when(remove)
      .then({ type: 'ContactPointRemoved', data: { ...fact, contactPoint: phone } });
    given(registered, added, { type: 'ContactPointRemoved', data: { ...fact, contactPoint: phone } })
      .when(remove)
      .thenFails('contact-point-not-found');
  });

  it('have a limit', () => {
    const many = Array.from({ length: 50 }, (_, index): ContactPointAdded => {
      const contactPoint = contactPointOf({ kind: 'e-mail', value: `ada${index}@example.org` });
      return { type: 'ContactPointAdded', data: { ...fact, contactPoint } };
    });
    given(registered, ...many)
      .when(asked(AddContactPoint, { kind: 'e-mail', value: 'ada@example.org' }))
      .thenFails('limit-reached');
  });

  it('have one declaration of their fields, wherever they are sent', () => {
    const body = { kind: 'e-mail', value: 'ada@example.org', occurredAt: at };
    expect(validated(AddContactPointBody, body)).toEqual(body);
    expect(() => validated(AddContactPointBody, { ...body, kind: 'pigeon' })).toThrow('kind');
  });
});

describe('external ids', () => {
  const externalId = { system: 'erp', id: '7' };
  const added: ExternalIdAdded = { type: 'ExternalIdAdded', data: { ...fact, externalId } };
  const removed: ExternalIdRemoved = { type: 'ExternalIdRemoved', data: { ...fact, externalId } };

  it('are there once', () => {
    given(registered).when(asked(AddExternalId, externalId)).then(added);
    given(registered, added).when(asked(AddExternalId, externalId)).thenNothing();
    given(registered, added)
      .when(asked(AddExternalId, { system: 'shop', id: '7' }))
      .then({ type: 'ExternalIdAdded', data: { ...fact, externalId: { system: 'shop', id: '7' } } });
  });

  it('are removed, and can come back', () => {
    given(registered, added).when(asked(RemoveExternalId, externalId)).then(removed);
    given(registered, added, removed)
      .when(asked(RemoveExternalId, externalId))
      .thenFails('external-id-not-found');
    given(registered, added, removed).when(asked(AddExternalId, externalId)).then(added);
  });

  it('have a limit', () => {
    const many = Array.from({ length: 20 }, (_, index): ExternalIdAdded => {
      const one = { system: 'shop', id: `${index}` };
      return { type: 'ExternalIdAdded', data: { ...fact, externalId: one } };
    });
    given(registered, ...many)
      .when(asked(AddExternalId, externalId))
      .thenFails('limit-reached');
  });
});

describe('tags', () => {
  const tagged: CustomerTagged = { type: 'CustomerTagged', data: { ...fact, tags: ['vip', 'press'] } };

  it('are added when they are new', () => {
    given(registered, tagged)
      .when(asked(TagCustomer, { tags: ['vip', 'poet'] }))
      .then({ type: 'CustomerTagged', data: { ...fact, tags: ['poet'] } });
    given(registered, tagged)
      .when(asked(TagCustomer, { tags: ['vip'] }))
      .thenNothing();
  });

  it('are taken away when they are there', () => {
    given(registered, tagged)
      .when(asked(UntagCustomer, { tags: ['press', 'poet'] }))
      .then({ type: 'CustomerUntagged', data: { ...fact, tags: ['press'] } });
    given(registered)
      .when(asked(UntagCustomer, { tags: ['press'] }))
      .thenNothing();
  });
});

describe('the owner', () => {
  it('is assigned, and not twice the same', () => {
    const assign = asked(AssignOwner, { owner: 'grace' });
    const assigned: OwnerAssigned = { type: 'OwnerAssigned', data: { ...fact, owner: 'grace' } };
    given(registered).when(assign).then(assigned);
    given(registered, assigned).when(assign).thenNothing();
  });

  it('is taken away, and not twice', () => {
    const assigned: OwnerAssigned = { type: 'OwnerAssigned', data: { ...fact, owner: 'grace' } };
    const unassigned: OwnerUnassigned = {
      type: 'OwnerUnassigned',
      data: { ...fact, previousOwner: 'grace' },
    };
    const unassign = asked(UnassignOwner, {});
    given(registered, assigned).when(unassign).then(unassigned);
    given(registered, assigned, unassigned).when(unassign).thenNothing();
    given().when(unassign).thenFails('customer-not-found');
  });
});

describe('relations', () => {
  const data = { relation: 'works-for', relatedId, relatedName: 'Engines' } as const;
  const related: CustomerRelated = { type: 'CustomerRelated', data: { ...fact, ...data } };

  it('are made once', () => {
    given(registered).when(asked(RelateCustomer, data)).then(related);
    given(registered, related).when(asked(RelateCustomer, data)).thenNothing();
  });

  it('are made with others', () => {
    given(registered)
      .when(asked(RelateCustomer, { ...data, relatedId: customerId }))
      .thenFails('related-to-itself');
    given(registered)
      .when(asked(RelateCustomer, { relation: 'works-for', relatedId }))
      .thenFails('related-customer-not-found');
  });

  it('end', () => {
    given(registered, related)
      .when(asked(UnrelateCustomer, { relation: 'works-for', relatedId }))
      .then({ type: 'CustomerUnrelated', data: { ...fact, ...data } });
    given(registered, related)
      .when(asked(UnrelateCustomer, { relation: 'household', relatedId }))
      .thenNothing();
  });
});

describe('an erasure', () => {
  const data = { caseReference: 'DSR-1' };
  const erased: CustomerErased = { type: 'CustomerErased', data: { ...fact, ...data } };

  it('is recorded once', () => {
    given(registered).when(asked(EraseCustomer, data)).then(erased);
    given(registered, erased).when(asked(EraseCustomer, data)).thenNothing();
    given().when(asked(EraseCustomer, data)).thenFails('customer-not-found');
  });

  it('has every other command refused, registering again included', () => {
    given(registered, erased)
      .when(asked(TagCustomer, { tags: ['vip'] }))
      .thenFails('customer-erased');
    given(registered, erased)
      .when(asked(AssignOwner, { owner: 'ben' }))
      .thenFails('customer-erased');
    given(registered, erased)
      .when(asked(RegisterCustomer, { kind: 'person', name: 'Ada' }))
      .thenFails('customer-erased');
  });
});
