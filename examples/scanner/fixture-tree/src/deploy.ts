// Two secrets on one line.
export const keys = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', githubToken: 'ghx_ExampleExampleExampleExampleExample0' };
