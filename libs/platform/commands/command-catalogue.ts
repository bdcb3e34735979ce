import { type Scope } from '../access/scopes.js';
import { type BoundedContext, type ContextCommands, ofAll } from '../bounded-context.js';
import { type ProblemTable } from '../http/problem.filter.js';
import { namedOf } from './command-table.js';
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
    const commands = ofAll(contexts, ({ commands: own }) => own && commandsIn(own)).filter(
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

  /**
   * @throws InvalidRequestError when there is no such command, when it changes something and no `id` says what, or when its
   * body says so and there is an `id`
   */
  find(name: string, id: string | undefined): NamedCommand {
    const found = this.byName.get(name);
    if (!found) {
      const known = [...this.byName.keys()].sort().join(', ');
      throw new InvalidRequestError([
        { field: 'type', message: `there is no command ${name}; there are ${known}` },
      ]);
    }
    const isFoundByBody = found.type.targetOf !== undefined;
    if (id !== undefined && isFoundByBody)
      throw new InvalidRequestError([{ field: 'id', message: `${name} says in data what it is for: no id` }]);
    if (id === undefined && !found.type.creates && !isFoundByBody) {
      const message = `${name} changes something that is there: it needs the id of that`;
      throw new InvalidRequestError([{ field: 'id', message }]);
    }
    return found;
  }
}

const commandsIn = ({ table, problems }: ContextCommands): NamedCommand[] =>
  namedOf(table).flatMap((row) => {
    const scope = 'docs' in row ? row.docs.scope : undefined;
    if (scope === 'crm:admin') return [];
    return [{ type: row.type, problems, ...(scope === undefined ? {} : { scope }) }];
  });
