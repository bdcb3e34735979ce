import { DomainCommand } from '../event-sourcing/core.js';
import { CommandBody, Instant, Nested, OneOf, Text } from '../platform/index.js';
import { type ConsentChannel, consentChannels } from './customers.events.js';

class EvidenceBody {
  @Text({ max: 200, optional: true, description: 'How it was said', example: 'web form, double opt-in' })
  readonly how?: string;

  @Text({ max: 500, optional: true, description: 'Where it was said', example: 'shop.example/newsletter' })
  readonly where?: string;

  @Text({ max: 200, optional: true, description: 'Who wrote it down', example: 'web-shop' })
  readonly recordedBy?: string;
}

export class ConsentBody extends CommandBody {
  @Text({ max: 100, example: 'newsletter' })
  readonly purpose: string;

  @OneOf(consentChannels, { optional: true, description: 'Absent: for the purpose as such' })
  readonly channel?: ConsentChannel;

  @Nested(() => EvidenceBody, { optional: true })
  readonly evidence?: EvidenceBody;
}

export class GiveConsentBody extends ConsentBody {
  @Text({
    max: 200,
    optional: true,
    description: 'The version of the text that was agreed to',
    example: 'newsletter-2026-02',
  })
  readonly wording?: string;

  @Instant({ optional: true, description: 'From then on the consent no longer holds' })
  readonly expiresAt?: string;
}

export class GiveConsent extends DomainCommand<GiveConsentBody> {
  static readonly body = GiveConsentBody;
  readonly type = 'GiveConsent';
}

export class WithdrawConsent extends DomainCommand<ConsentBody> {
  static readonly body = ConsentBody;
  readonly type = 'WithdrawConsent';
}

export class RestrictionBody extends CommandBody {
  @Text({ max: 1000, optional: true, description: 'Why', example: 'accuracy contested' })
  readonly reason?: string;
}

export class RestrictProcessing extends DomainCommand<RestrictionBody> {
  static readonly body = RestrictionBody;
  readonly type = 'RestrictProcessing';
}

export class LiftRestriction extends DomainCommand<RestrictionBody> {
  static readonly body = RestrictionBody;
  readonly type = 'LiftRestriction';
}

export class ObjectionBody extends CommandBody {
  @Text({ max: 100, optional: true, description: 'Absent: every purpose', example: 'newsletter' })
  readonly purpose?: string;

  @Nested(() => EvidenceBody, { optional: true })
  readonly evidence?: EvidenceBody;
}

export class RaiseObjection extends DomainCommand<ObjectionBody> {
  static readonly body = ObjectionBody;
  readonly type = 'RaiseObjection';
}

export class WithdrawObjection extends DomainCommand<ObjectionBody> {
  static readonly body = ObjectionBody;
  readonly type = 'WithdrawObjection';
}
