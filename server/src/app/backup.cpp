#include "backup/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/progress_bar.hpp"
#include "app/stop_signals.hpp"
#include "files/posix.hpp"

namespace palette::app {
namespace {

constexpr std::string_view kStandardStream = "-";

// Takes the place of a function that a Progress calls.
class ShownProgress {
  public:
    bool operator()(std::uint64_t done, std::uint64_t total) {
        bar_.show(done, total);
        return !stop_was_asked_for();
    }

  private:
    ProgressBar bar_;
};

// `stream`: standard output carries the backup itself, so words go to standard error.
int say(const backup::Report& report, const BackupOptions& options, std::string_view done,
        std::FILE* stream) {
    if (options.json) {
        boost::json::array problems(report.problems.begin(), report.problems.end());
        const boost::json::object body{
            {"originals", report.originals}, {"bytes", report.bytes}, {"problems", std::move(problems)}};
        fmt::print(stream, "{}\n", boost::json::serialize(body));
    } else {
        for (const auto& problem : report.problems) fmt::print(stderr, "palette: {}\n", problem);
        constexpr double kMegabyte = 1e6;
        fmt::print(stream, "{} Originals, {:.1f} MB in all: {}.\n", report.originals,
                   static_cast<double>(report.bytes) / kMegabyte, done);
    }
    return report.problems.empty() ? kExitOk : kExitPartly;
}

Result<backup::Report> write(const CommonOptions& common, const BackupOptions& options) {
    // A library that is not there must not be made by saving it.
    std::error_code error;
    if (!std::filesystem::exists(common.data / "palette.db", error)) {
        return fail(ErrorKind::not_found, "library_not_found", "There is no library in this folder.",
                    common.data.string());
    }
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return forward(directory);
    auto database = store::Database::open(directory->database());
    if (!database) return forward(database);
    auto arrivals = files::Arrivals::open(*directory);
    if (!arrivals) return forward(arrivals);
    const backup::Source source{*directory, **database, **arrivals};
    ShownProgress shown;
    const auto progress = std::ref(shown);
    if (options.file != kStandardStream)
        return backup::back_up(source, options.file, PALETTE_VERSION, progress);
    if (::isatty(STDOUT_FILENO) == 1) {
        return fail(ErrorKind::invalid, "output_is_terminal",
                    "A backup is not for a terminal: name a file, or lead it into another program.");
    }
    return backup::write_backup(source, STDOUT_FILENO, "standard output", PALETTE_VERSION, progress);
}

Result<backup::Report> read(const CommonOptions& common, const BackupOptions& options) {
    const bool piped = options.file == kStandardStream;
    const files::FileDescriptor in(piped ? ::dup(STDIN_FILENO)
                                         : ::open(options.file.c_str(), O_RDONLY | O_CLOEXEC));
    if (in.get() < 0) return std::unexpected(files::errno_error("open", options.file));
    ShownProgress shown;
    return backup::restore(in.get(), common.data, std::ref(shown));
}

}  // namespace

int back_up(const CommonOptions& common, const BackupOptions& options) {
    block_stop_signals();
    auto report = write(common, options);
    if (!report) return report_failure(report.error());
    return say(*report, options, "saved", options.file == kStandardStream ? stderr : stdout);
}

int restore(const CommonOptions& common, const BackupOptions& options) {
    block_stop_signals();
    auto report = read(common, options);
    if (!report) return report_failure(report.error());
    return say(*report, options, "restored", stdout);
}

}  // namespace palette::app
