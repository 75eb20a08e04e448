import type { Command } from '../command.js';
import { doctorCommand } from './doctor.js';
import { replayCommand } from './replay.js';
import { reportCommand } from './report.js';
import { shrinkCommand } from './shrink.js';
import { sweepCommand } from './sweep.js';

/** All commands, in the order in which the help has them. */
export const COMMANDS: readonly Command[] = [sweepCommand, replayCommand, shrinkCommand, reportCommand, doctorCommand];
