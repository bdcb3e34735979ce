import { type BoundedContext, type ContextCommands, ofAll } from '../bounded-context.js';
import { type ProblemTable } from '../http/problem.filter.js';
import { routesOf } from './command-table.js';
import { type AnyCommandType } from './command-type.js';
import { InvalidRequestError } from './validation.js';

/** A command that callers may send by its name, and the table of its context's errors. */
export interface NamedCommand {
  readonly type: AnyCommandType;
  readonly problems: ProblemTable;
}

/** The commands of all contexts by name. Those that only reactions send are not among them, nor those with a scope
 * of their own. */
export class CommandCatalogue {
  private readonly byName: ReadonlyMap<string, NamedCommand>;

  constructor(contexts: readonly BoundedContext[]) {
    this.byName = new Map(
      ofAll(contexts, ({ commands }) => commands && named(commands)).map((command) => [
        command.type.name,
        command,
      ]),
    );
  }

  get types(): readonly AnyCommandType[] {
    return [...this.byName.values()].map(({ type }) => type);
  }

  /** @throws InvalidRequestError when there is no such command, or when it changes something and no `id` says what */
  find(name: string, id: string | undefined): NamedCommand {
    const found = this.byName.get(name);
    if (!found) {
      const known = [...this.byName.keys()].sort().join(', ');
      throw new InvalidRequestError([
        { field: 'type', message: `there is no command ${name}; there are ${known}` },
      ]);
    }
    if (id === undefined && !found.type.creates) {
      const message = `${name} changes something that is there: it needs the id of that`;
      throw new InvalidRequestError([{ field: 'id', message }]);
    }
    return found;
  }
}

const named = ({ table, problems }: ContextCommands): NamedCommand[] =>
  routesOf(table)
    .filter(({ docs }) => docs.scope === undefined)
    .map(({ type }) => ({ type, problems }));
