import { Controller, Get, Inject, ServiceUnavailableException, SetMetadata } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type EventStore, Impediments } from '../../event-sourcing/core.js';
import { EVENT_STORE } from '../../event-sourcing/nest.js';
import { ProblemResponses, SCOPE } from './command-route.decorator.js';

class Health {
  @ApiProperty({ enum: ['ok'] })
  readonly status: 'ok';
}

/** For whoever keeps the process running: is it alive, and can it reach both stores. No token is ever asked for. */
@Controller('health')
@ApiTags('health')
@SetMetadata(SCOPE, 'none')
export class HealthController {
  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    private readonly impediments: Impediments,
  ) {}

  @Get('live')
  @ApiResponse({ status: 200, type: Health })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiResponse({ status: 200, type: Health })
  @ProblemResponses([503])
  async ready(): Promise<Health> {
    await reached('event store', this.eventStore.head());
    const known = this.impediments.list();
    if (known.length === 0) return { status: 'ok' };
    throw new ServiceUnavailableException(
      known.map(({ component, reason }) => `${component}: ${reason}`).join('; '),
    );
  }
}

const reached = async (store: string, attempt: Promise<unknown>): Promise<void> => {
  try {
    await attempt;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceUnavailableException(`the ${store} is out of reach: ${reason}`);
  }
};
