/** `JSON.parse` that says in its message where the text is malformed: the engine says so in the stack alone. */
const { parse } = JSON;

export const parseSayingWhere: typeof JSON.parse = (text, reviver) => {
  try {
    return parse(text, reviver);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, line, column] = /^\s*at <input>:(\d+):(\d+)$/m.exec(error.stack ?? '') ?? [];
    throw line ? new SyntaxError(`${error.message} at line ${line} column ${column}`) : error;
  }
};
