/** What is told about a foreign task while it is read: places are offsets in its text. */

/** Why a task cannot be carried over at all. */
export type ImportFault = { readonly at: number; readonly message: string; readonly remedy: string };

/** Something the import took to mean more than it says, or did not take over: for a person to see. */
export type ImportRemark = { readonly at: number; readonly message: string };

/** Text that has no home in a contract. */
export type ImportNote = { readonly title: string; readonly text: string };

/** Where readers put what they find beside the task itself. */
export type Desk = {
  readonly faults: ImportFault[];
  readonly remarks: ImportRemark[];
  readonly notes: ImportNote[];
  /** Field of the task file (`done.2.says`) → where it comes from. */
  readonly origins: Map<string, number>;
};

export const emptyDesk = (): Desk => ({ faults: [], remarks: [], notes: [], origins: new Map() });

export const refuse = (desk: Desk, at: number, message: string, remedy: string): void => {
  desk.faults.push({ at, message, remedy });
};

export const remark = (desk: Desk, at: number, message: string): void => {
  desk.remarks.push({ at, message });
};

/** Keeps a text in the notes. What is empty needs no place. */
export const keep = (desk: Desk, title: string, text: string): void => {
  if (text.trim() !== '') desk.notes.push({ title, text: text.trim() });
};

/** Keeps a section of the source with its title, even where nothing stands below it. */
export const keepSection = (desk: Desk, title: string, text: string): void => {
  if (title !== '' || text.trim() !== '')
    desk.notes.push({ title: title === '' ? 'Before the first heading' : title, text: text.trim() });
};
