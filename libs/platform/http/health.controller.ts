import { Controller, Get, ServiceUnavailableException, SetMetadata } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Impediments } from '../../event-sourcing/core.js';
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
  constructor(private readonly impediments: Impediments) {}

  @Get('live')
  @ApiResponse({ status: 200, type: Health })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiResponse({ status: 200, type: Health })
  @ProblemResponses([503])
  ready(): Health {
    const known = this.impediments.list();
    if (known.length === 0) return { status: 'ok' };
    throw new ServiceUnavailableException(
      known.map(({ component, reason }) => `${component}: ${reason}`).join('; '),
    );
  }
}
