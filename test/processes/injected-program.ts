// Shows that injection by type works in a spawned program: prints a greeting, or fails as asked to.
// Arguments: whom to greet.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Injectable()
class Words {
  readonly greeting = 'Hello';
}

@Injectable()
class Greeter {
  constructor(private readonly words: Words) {}

  greet(whom: string): string {
    if (whom === '') throw new Error('Nobody to greet');
    return `${this.words.greeting}, ${whom}`;
  }
}

@Module({ providers: [Words, Greeter] })
class Greeting {}

const app = await NestFactory.createApplicationContext(Greeting, { logger: false, abortOnError: false });
process.stdout.write(`${app.get(Greeter).greet(process.argv[2] ?? '')}\n`);
