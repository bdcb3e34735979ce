/** Services that no caller may come through: events name them where the program itself acts. */
export const reservedClients: ReadonlySet<string> = new Set(['reactions', 'timers', 'records']);
