/** Whether a text can be meant as a folder: it isn't empty, and isn't the address of a service or a server. */
export const isFolder = (text: string): boolean =>
  /\S/.test(text) && !/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text);
