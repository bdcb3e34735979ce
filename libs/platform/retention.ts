import {
  type CommandEnvelope,
  type DomainCommand,
  type Projection,
  type DomainEvent,
} from '../event-sourcing/core.js';

/** Why something is kept although its time is over. */
export const holds = ['processing-restricted', 'deal-open', 'follow-up-open'] as const;
export type Hold = (typeof holds)[number];

/** What rules of retention look at: one document for each thing that is kept, with its id. */
export interface Retained {
  readonly customerId: string;
  /** The latest time that counts (ISO 8601, UTC, milliseconds): when it lies before a rule's first day, the thing is due. */
  readonly lastAt: string;
  readonly lastPurchaseAt?: string;
  readonly lastContactAt?: string;
  readonly heldBack: readonly Hold[];
  /** Whether anything holds it back. */
  readonly isHeld: boolean;
}

/** For the declaration of every projection of what is retained: both questions, what is due and what is held back, use it. */
export const retainedIndex = { fields: { isHeld: 1, lastAt: 1 } } as const;

/** A kind of things that rules of retention may make due. */
export interface RetentionSubject {
  /** What such things are called: `interactions`. */
  readonly name: string;
  /** What a rule about them says before its period: `interactions older than`. */
  readonly words: string;
  readonly retained: Projection<Retained, DomainEvent>;
  /** How one is let go of. Absent: its id is a customer's, who is erased. */
  readonly letGo?: {
    /** Of its stream, whose own key is destroyed once the command was accepted. */
    readonly category: string;
    /** The command does nothing when it was done before. What it refuses is left as it is. */
    readonly command: (
      id: string,
      data: { readonly caseReference: string },
      envelope: CommandEnvelope,
    ) => DomainCommand;
  };
}
