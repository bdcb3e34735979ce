import { Body } from '@nestjs/common';
import { type CommandAccepted } from '../event-sourcing/core.js';
import { CommandController, CommandSender, Id, type Sender, SentBy, Takes } from '../platform/index.js';
import {
  AddContactPoint,
  AddContactPointBody,
  AddExternalId,
  AssignOwner,
  AssignOwnerBody,
  ChangeCustomerDetails,
  ChangeCustomerDetailsBody,
  ConsentBody,
  ExternalIdsBody,
  GiveConsent,
  RegisterCustomer,
  RegisterCustomerBody,
  RelateCustomer,
  RelationBody,
  RemoveContactPoint,
  RemoveContactPointBody,
  RemoveExternalId,
  TagCustomer,
  TagsBody,
  UnrelateCustomer,
  UntagCustomer,
  WithdrawConsent,
} from './customers.commands.js';
import { type CustomerErrorCode } from './customers.errors.js';

const problems = {
  'customer-not-found': 404,
  'customer-already-registered': 409,
  'born-in-future': 422,
  'contact-point-invalid': 422,
  'contact-point-not-found': 404,
  'external-id-not-found': 404,
  'related-to-itself': 422,
  'related-customer-not-found': 404,
  'limit-reached': 422,
} satisfies Record<CustomerErrorCode, number>;

@CommandController('customers', problems)
export class CustomerCommandController {
  constructor(private readonly commands: CommandSender) {}

  @Takes(RegisterCustomer)
  register(@Body() body: RegisterCustomerBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(RegisterCustomer, body, sender);
  }

  @Takes(ChangeCustomerDetails, ':id/details')
  changeDetails(@Id() id: string, @Body() body: ChangeCustomerDetailsBody, @SentBy() sender: Sender) {
    return this.commands.send(ChangeCustomerDetails, body, sender, id);
  }

  @Takes(AddContactPoint, ':id/contact-points')
  addContactPoint(@Id() id: string, @Body() body: AddContactPointBody, @SentBy() sender: Sender) {
    return this.commands.send(AddContactPoint, body, sender, id);
  }

  @Takes(RemoveContactPoint, ':id/contact-point-removals')
  removeContactPoint(@Id() id: string, @Body() body: RemoveContactPointBody, @SentBy() sender: Sender) {
    return this.commands.send(RemoveContactPoint, body, sender, id);
  }

  @Takes(AddExternalId, ':id/external-ids')
  addExternalId(@Id() id: string, @Body() body: ExternalIdsBody, @SentBy() sender: Sender) {
    return this.commands.send(AddExternalId, body, sender, id);
  }

  @Takes(RemoveExternalId, ':id/external-id-removals')
  removeExternalId(@Id() id: string, @Body() body: ExternalIdsBody, @SentBy() sender: Sender) {
    return this.commands.send(RemoveExternalId, body, sender, id);
  }

  @Takes(TagCustomer, ':id/tags')
  tag(@Id() id: string, @Body() body: TagsBody, @SentBy() sender: Sender) {
    return this.commands.send(TagCustomer, body, sender, id);
  }

  @Takes(UntagCustomer, ':id/tag-removals')
  untag(@Id() id: string, @Body() body: TagsBody, @SentBy() sender: Sender) {
    return this.commands.send(UntagCustomer, body, sender, id);
  }

  @Takes(AssignOwner, ':id/owner')
  assignOwner(@Id() id: string, @Body() body: AssignOwnerBody, @SentBy() sender: Sender) {
    return this.commands.send(AssignOwner, body, sender, id);
  }

  @Takes(RelateCustomer, ':id/relations')
  relate(@Id() id: string, @Body() body: RelationBody, @SentBy() sender: Sender) {
    return this.commands.send(RelateCustomer, body, sender, id);
  }

  @Takes(UnrelateCustomer, ':id/relation-removals')
  unrelate(@Id() id: string, @Body() body: RelationBody, @SentBy() sender: Sender) {
    return this.commands.send(UnrelateCustomer, body, sender, id);
  }

  @Takes(GiveConsent, ':id/consents')
  giveConsent(@Id() id: string, @Body() body: ConsentBody, @SentBy() sender: Sender) {
    return this.commands.send(GiveConsent, body, sender, id);
  }

  @Takes(WithdrawConsent, ':id/consent-withdrawals')
  withdrawConsent(@Id() id: string, @Body() body: ConsentBody, @SentBy() sender: Sender) {
    return this.commands.send(WithdrawConsent, body, sender, id);
  }
}
