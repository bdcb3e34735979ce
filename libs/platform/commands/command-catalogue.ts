import { type Scope } from '../access/scopes.js';
import { type BoundedContext, type ContextCommands, ofAll } from '../bounded-context.js';
import { type ProblemTable } from '../http/problem.filter.js';
import { routesOf } from './command-table.js';
import { type AnyCommandType } from './command-type.js';
import { InvalidRequestError } from './validation.js';

/** A command that callers may send by its name, and the table of its context's errors. */
export interface NamedCommand {
  readonly type: AnyCommandType;
  readonly problems: ProblemTable;
  /** What its caller must be allowed to beside sending commands. */
  readonly scope?: Scope;
}

/**
 * The commands of all contexts by name. Those that only reactions send are not among them, nor those that ask for
 * `crm:admin`.
 */
export class CommandCatalogue {
  private readonly byName: ReadonlyMap<string, NamedCommand>;

  /** `scopes`: what the caller is allowed to; commands that ask for more are not among them. Absent: everything. */
  constructor(
    private readonly contexts: readonly BoundedContext[],
    scopes?: ReadonlySet<Scope>,
  ) {
    const commands = ofAll(contexts, ({ commands: own }) => own && named(own)).filter(
      ({ scope }) => scope === undefined || scopes === undefined || scopes.has(scope),
    );
    this.byName = new Map(commands.map((command) => [command.type.name, command]));
  }

  /** Those that a caller with these scopes may send. */
  allowedTo(scopes: ReadonlySet<Scope>): CommandCatalogue {
    return new CommandCatalogue(this.contexts, scopes);
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
    .filter(({ docs }) => docs.scope !== 'crm:admin')
    .map(({ type, docs: { scope } }) => ({ type, problems, ...(scope === undefined ? {} : { scope }) }));
