/** Writes one test file per snippet of README.md. */
export function generateReadmeTests(): void;
