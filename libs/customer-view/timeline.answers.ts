import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, mask, type MaskBeside, Personal } from '../platform/index.js';

/** Lines of events that tell nothing of a person are shown. */
const lineOfEvent: MaskBeside = (line, { type }, personal) =>
  personal.isIn(String(type)) ? mask('text', line) : line;

/** Something that happened; `position` and `stream` lead to the event itself. */
export class TimelineItem {
  @ApiProperty({ format: 'date-time' })
  readonly occurredAt: string;

  @ApiProperty()
  readonly position: string;

  @ApiProperty({ description: 'What it is about', example: 'order' })
  readonly kind: string;

  @ApiProperty({ description: 'The type of the event', example: 'OrderPlaced' })
  readonly type: string;

  @ApiProperty({ description: 'Who did it, and through which service', example: 'anna@web-shop' })
  readonly actor: string;

  @Personal(lineOfEvent)
  @ApiProperty({ description: 'What happened, for people to read' })
  readonly line: string;

  @ApiProperty()
  readonly stream: string;

  @ApiPropertyOptional()
  readonly channel?: string;
}

export class TimelinePage extends ListAnswer {
  @ApiProperty({ type: [TimelineItem] })
  readonly items: readonly TimelineItem[];
}
