import { handlersOf } from '../event-sourcing/index.js';
import { RegisterCustomer } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';

export const customerHandlers = handlersOf(customerDecider, [RegisterCustomer]);
