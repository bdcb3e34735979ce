import { Module } from '@nestjs/common';
import { CommandBatchController } from './command-batch.controller.js';

/** `POST /v1/commands`, for the apps that take commands. */
@Module({ controllers: [CommandBatchController] })
export class CommandBatchModule {}
