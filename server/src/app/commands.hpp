#pragma once

// The commands of `palette`, each in a file of its name. They print their answer on standard output, progress
// and trouble on standard error, and return the exit code.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace palette::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // nothing could be done
inline constexpr int kExitPartly = 2;  // some of it could not be done; for `check`: problems were found

// What every command takes.
struct CommonOptions {
    std::filesystem::path data = "./palette-data";
    std::filesystem::path pack;   // empty: found beside the program, see resources.hpp
    int threads = 0;              // for decoding and inference; 0: as many as the machine has
    int batch = 0;                // pictures a run of a model; 0: see inference::Settings
    std::string device = "auto";  // or "cpu": no GPU is asked
};

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    std::filesystem::path web;             // empty: found beside the program
    std::vector<std::string> fetch_allow;  // IP:PORT of the own network that POST /images/from-url may ask
    bool behind_proxy = false;             // believe X-Forwarded-For, -Proto and -Host
    int model_idle_s = 600;                // models that nobody ran for so long are let go; 0: never
};
int serve(const CommonOptions& common, const ServeOptions& options);

struct ImportOptions {
    std::vector<std::filesystem::path> paths;
    std::string owner;
    bool json = false;
};
int import_pictures(const CommonOptions& common, const ImportOptions& options);

struct SearchOptions {
    std::string text;
    std::vector<std::string> like;        // ids or files
    std::vector<std::string> minus_like;  // likewise
    std::vector<std::string> colors;
    // Further parameters of GET /api/v1/search by name, as they came.
    std::vector<std::pair<std::string, std::string>> more;
    std::string link;  // the query string of a search's address
    std::size_t limit = 20;
    bool explain = false;
    bool json = false;
};
int search_library(const CommonOptions& common, const SearchOptions& options);

struct CheckCommandOptions {
    bool repair = false;
    bool deep = false;
    bool json = false;
};
int check(const CommonOptions& common, const CheckCommandOptions& options);

// Removes deleted Images for good, now.
int purge(const CommonOptions& common, bool json);

// `palette backup FILE` and `palette restore FILE`: a library as one file, and back. FILE may be `-`.
struct BackupOptions {
    std::filesystem::path file;
    bool json = false;
};
int back_up(const CommonOptions& common, const BackupOptions& options);
int restore(const CommonOptions& common, const BackupOptions& options);

// `palette bench search`: the vector index against an exact scan of float32, on embeddings made for it.
struct BenchSearchOptions {
    std::size_t images = 100'000;
    std::size_t dimension = 512;  // where no library says another
    std::size_t queries = 200;
    std::size_t clients = 8;
    double filter = 0.1;  // the share of Images that pass
    bool json = false;
};
int bench_search(const CommonOptions& common, const BenchSearchOptions& options);

// `palette bench models`: how fast a model pack works on the pictures of a folder, without a library.
struct BenchModelsOptions {
    std::filesystem::path images;
    std::size_t pictures_max = 1'000;
    int rounds = 3;  // the best counts
    std::filesystem::path
        embeddings;  // where what was seen goes, as float32, picture by picture in their order
    bool json = false;
};
int bench_models(const CommonOptions& common, const BenchModelsOptions& options);

// `palette models list|verify|use|import|pull`: the model packs there are, and which of them a library uses.
int list_models(const CommonOptions& common, bool json);
// `name` empty: those in use.
int verify_models(const CommonOptions& common, const std::string& name);
struct UseModelOptions {
    std::string name;
    std::string only;  // "embedding" or "tags"; empty: all that the pack can do
};
int use_model(const CommonOptions& common, const UseModelOptions& options);
int import_model(const CommonOptions& common, const std::filesystem::path& folder);
struct PullModelOptions {
    std::string name;  // empty: says what there is to pull
    std::string mirror;
    int patience_s = 30;  // with a server that sends nothing
};
int pull_model(const CommonOptions& common, const PullModelOptions& options);

struct EvalFeedOptions {
    std::size_t people = 200;
    bool tuning = false;  // the half that the feed was tuned on, instead of the other
    bool json = false;
};
int eval_feed(const CommonOptions& common, const EvalFeedOptions& options);

// `palette eval retrieval|tags|similar`: a model pack on pictures of a folder or tar archive and what a table
// of FILE, tab and words says about them (captions, or one label a line).
struct EvalPackOptions {
    std::filesystem::path images;
    std::filesystem::path words;
    std::size_t failures = 0;  // of retrieval: how many of the worst queries are named
    bool names = false;        // of retrieval: a caption may fit many pictures, and a picture none
    bool json = false;
};
int eval_retrieval(const CommonOptions& common, const EvalPackOptions& options);
int eval_tags(const CommonOptions& common, const EvalPackOptions& options);
int eval_similar(const CommonOptions& common, const EvalPackOptions& options);
// `palette user add|list|password|role`: who may sign in. Passwords come on standard input, as one line.
struct UserOptions {
    std::string name;
    bool admin = false;
    std::string role;
    bool json = false;
};
int add_user(const CommonOptions& common, const UserOptions& options);
int list_users(const CommonOptions& common, const UserOptions& options);
int set_user_password(const CommonOptions& common, const UserOptions& options);
int set_user_role(const CommonOptions& common, const UserOptions& options);

// Says on standard error what went wrong; kExitFailed.
int report_failure(const Error& error);

}  // namespace palette::app
