import { Controller, Get, ServiceUnavailableException, SetMetadata } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Impediments } from '../../event-sourcing/core.js';
import { SCOPE } from '../access/scopes.js';
import { Documented } from './operation.decorator.js';

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
  @Documented({
    id: 'checkLiveness',
    summary: 'Check liveness',
    about: 'Answers as long as the process runs. It says nothing of the stores.',
    refuses: { 'malformed-request': 400 },
  })
  @ApiResponse({ status: 200, type: Health, description: 'Alive' })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @Documented({
    id: 'checkReadiness',
    summary: 'Check readiness',
    about:
      'Says whether requests can be served. Otherwise refuses with what stands in the way, by component.',
    refuses: { 'malformed-request': 400, unavailable: 503 },
  })
  @ApiResponse({ status: 200, type: Health, description: 'Ready' })
  ready(): Health {
    const known = this.impediments.list();
    if (known.length === 0) return { status: 'ok' };
    throw new ServiceUnavailableException(
      known.map(({ component, reason }) => `${component}: ${reason}`).join('; '),
    );
  }
}
