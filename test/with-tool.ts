/** Tests that need a program which not every machine has. */

interface Tool {
  readonly name: string;
  /** Why it is not there, and what to do about it; nothing when it is. */
  readonly missing: string | undefined;
  /** The environment variable that makes its absence a failure. */
  readonly requiredBy: string;
}

/** Tests with a tool. Without it they are skipped by name, and fail where the variable is set. */
export function describeWithTool({ name, missing, requiredBy }: Tool, title: string, body: () => void): void {
  if (missing === undefined) {
    describe(title, body);
    return;
  }
  if ((process.env[requiredBy] ?? '') !== '') {
    it(title, () => {
      throw new Error(`Not run: ${missing}.`);
    });
    return;
  }
  process.stderr.write(`did not run without ${name}: ${title} (${missing})\n`);
  describe.skip(`did not run without ${name}: ${title}`, body);
}
