import { describe } from '@jest/globals';
import { appendContract } from './append.contract.js';
import { ContractLog, type EventStoreEnrolment } from './contract.fixture.js';
import { readContract } from './read.contract.js';
import { subscribeContract } from './subscribe.contract.js';

export { type EnrolledLog, type EventStoreEnrolment } from './contract.fixture.js';

/**
 * What the port promises, as tests. Each adapter calls this in a spec in its own folder; that none is
 * missing is checked by `test/architecture/enrolment.spec.ts`.
 */
export function eventStoreContract(name: string, enrolment: EventStoreEnrolment): void {
  describe(`${name} keeps the contract of an event store:`, () => {
    const log = new ContractLog(enrolment);
    appendContract(log);
    readContract(log, enrolment.startsEmpty);
    subscribeContract(log, enrolment.startsEmpty);
  });
}
