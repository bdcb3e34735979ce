import { describe } from '@jest/globals';
import { ContractStore, type ReadStoreEnrolment } from './contract.fixture.js';
import { findContract } from './find.contract.js';
import { writeContract } from './write.contract.js';

export { type EnrolledStore, type ReadStoreEnrolment } from './contract.fixture.js';

/** What the port promises, as tests. Each adapter calls this in a spec in its own folder. */
export function readStoreContract(name: string, enrolment: ReadStoreEnrolment): void {
  describe(`${name} keeps the contract of a read store:`, () => {
    const contract = new ContractStore(enrolment);
    findContract(contract);
    writeContract(contract);
  });
}
