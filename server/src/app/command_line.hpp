#pragma once

namespace palette::app {

// `palette COMMAND ...`: reads the command line, runs the command, answers the exit code. See `palette
// --help`.
int run_command_line(int argc, char** argv);

}  // namespace palette::app
