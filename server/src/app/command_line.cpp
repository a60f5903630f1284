#include "app/command_line.hpp"

#include <array>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <sodium.h>

#include "app/commands.hpp"
#include "base/log.hpp"
#include "imaging/runtime.hpp"
#include "inference/pack_description.hpp"
#include "vectors/vector_index.hpp"

namespace palette::app {

int report_failure(const Error& error) {
    fmt::print(stderr, "palette: {}\n", describe(error));
    return kExitFailed;
}

int run_command_line(int argc, char** argv) {
    CLI::App cli("Palette: a self-hosted visual discovery platform for artists.", "palette");
    cli.set_version_flag("--version", PALETTE_VERSION);
    cli.require_subcommand(1);
    cli.fallthrough();  // common options may stand behind the command

    CommonOptions common;
    std::string log_level = "info";
    cli.add_option("--data", common.data, "The library's folder")->capture_default_str();
    cli.add_option("--pack", common.pack, "The model pack's folder (default: the built-in starter pack)")
        ->envname("PALETTE_PACK");
    cli.add_option("--threads", common.threads, "Threads for decoding and inference (default: one per core)")
        ->check(CLI::Range(0, 256));
    cli.add_option(
           "--batch", common.batch,
           "Pictures a run of a model, where it takes several (default: as the pack says; more on a GPU)")
        ->check(CLI::Range(0, inference::kBatchMax))
        ->envname("PALETTE_BATCH");
    cli.add_option("--device", common.device, "Where models run: auto takes a GPU that works")
        ->check(CLI::IsMember({"auto", "cpu"}))
        ->envname("PALETTE_DEVICE")
        ->capture_default_str();
    cli.add_option("--log-level", log_level, "What the log tells")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
        ->envname("PALETTE_LOG_LEVEL")
        ->capture_default_str();

    ServeOptions serving;
    auto* serve_command =
        cli.add_subcommand("serve", "Serve the API and the web app, and work on new pictures");
    serve_command->add_option("--listen", serving.listen, "HOST:PORT; port 0 takes any free one")
        ->envname("PALETTE_LISTEN")
        ->capture_default_str();
    serve_command->add_option("--web", serving.web,
                              "The built web app's folder (default: found beside the program)");

    serve_command
        ->add_option("--fetch-allow", serving.fetch_allow,
                     "IP:PORT of the own network that pictures may be fetched from by address (repeatable)")
        ->allow_extra_args(false);
    serve_command
        ->add_flag("--behind-proxy", serving.behind_proxy, "Believe a reverse proxy's X-Forwarded-* headers")
        ->envname("PALETTE_BEHIND_PROXY");

    serve_command
        ->add_option("--model-idle", serving.model_idle_s,
                     "Seconds after which a model that nobody uses is let go; 0: never")
        ->check(CLI::Range(0, 1'000'000))
        ->envname("PALETTE_MODEL_IDLE")
        ->capture_default_str();

    ImportOptions importing;
    auto* import_command = cli.add_subcommand("import", "Bring pictures in: files and whole folders");
    import_command->add_option("PATH", importing.paths, "Files and folders")->required();
    import_command->add_option("--owner", importing.owner, "The person the pictures belong to");
    import_command->add_flag("--json", importing.json, "Print the summary as JSON");

    SearchOptions searching;
    auto* search_command = cli.add_subcommand("search", "Find pictures by words, by example, by colour");
    search_command->add_option("TEXT", searching.text,
                               "What is meant, in words; TEXT^2 counts twice as much");
    search_command
        ->add_option("--like", searching.like,
                     "An Image's id, ID@x,y,w,h or a picture file to look alike (repeatable)")
        ->allow_extra_args(false);
    search_command
        ->add_option("--minus-like", searching.minus_like, "The same, not to look alike (repeatable)")
        ->allow_extra_args(false);
    search_command
        ->add_option("--color", searching.colors,
                     "A colour as six hex digits, 1e90ff:0.4 for its share (repeatable)")
        ->allow_extra_args(false);
    constexpr std::array<std::array<const char*, 3>, 18> kSearchParameters = {{
        {"--text", "q", "A further text (repeatable)"},
        {"--minus", "minus", "What is not meant, in words (repeatable)"},
        {"--minus-color", "minus_color", "A colour that is not wanted (repeatable)"},
        {"--tag", "tag", "Only pictures with this tag (repeatable: with all of them)"},
        {"--any-tag", "any_tag", "Only pictures with one of these tags (repeatable)"},
        {"--no-tag", "no_tag", "Only pictures without this tag (repeatable)"},
        {"--owner", "owner", "Only pictures of this person"},
        {"--artist", "artist", "Only pictures by this artist"},
        {"--orientation", "orientation", "portrait, landscape or square"},
        {"--min-width", "min_width", "Pixels at least"},
        {"--min-height", "min_height", "Pixels at least"},
        {"--min-megapixels", "min_megapixels", "Millions of pixels at least"},
        {"--from", "from", "Arrived on this day or later, as in 2026-11-25"},
        {"--until", "until", "Arrived before this day"},
        {"--has-words", "has_words", "true or false: with a title or description, or without"},
        {"--sort", "sort", "relevance, newest or random"},
        {"--seed", "seed", "Chooses one of the random orders"},
        {"--typos", "typos", "forgive or keep"},
    }};
    for (const auto& [flag, name, help] : kSearchParameters) {
        search_command
            ->add_option_function<std::vector<std::string>>(
                flag,
                [&searching, key = std::string(name)](const std::vector<std::string>& values) {
                    for (const auto& value : values) searching.more.emplace_back(key, value);
                },
                help)
            ->allow_extra_args(false);
    }
    search_command->add_option("--link", searching.link,
                               "A search as its address has it: 'q=sea&color=1e90ff'");
    search_command->add_flag("--explain", searching.explain,
                             "Say what each part of the query said of each result");
    search_command->add_option("--limit", searching.limit, "How many results at most")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    search_command->add_flag("--json", searching.json, "Print the results as JSON");

    CheckCommandOptions checking;
    auto* check_command = cli.add_subcommand("check", "Prove that rows, files and index agree");
    check_command->add_flag("--repair", checking.repair,
                            "Make lost renditions again, remove files no row knows");
    check_command->add_flag("--deep", checking.deep, "Read every Original and compare its sha256");
    check_command->add_flag("--json", checking.json, "Print the report as JSON");

    bool purge_as_json = false;
    auto* purge_command = cli.add_subcommand(
        "purge", "Remove deleted pictures and Palettes for good, now instead of after 30 days");
    purge_command->add_flag("--json", purge_as_json, "Print the numbers as JSON");

    BackupOptions backing_up;
    auto* backup_command =
        cli.add_subcommand("backup", "Write the whole library into one file, while others use it");
    backup_command->add_option("FILE", backing_up.file, "A new file; - is standard output")->required();
    backup_command->add_flag("--json", backing_up.json, "Print the summary as JSON");
    auto* restore_command =
        cli.add_subcommand("restore", "Unpack a backup into a folder (--data) that is new or empty");
    restore_command->add_option("FILE", backing_up.file, "What backup wrote; - is standard input")
        ->required();
    restore_command->add_flag("--json", backing_up.json, "Print the summary as JSON");

    BenchSearchOptions benching;
    auto* bench_command = cli.add_subcommand("bench", "Measure this machine");
    bench_command->require_subcommand(1);
    auto* bench_search_command = bench_command->add_subcommand(
        "search",
        "The vector index against an exact scan, on embeddings like the library's; nothing is kept");
    bench_search_command->add_option("--images", benching.images, "How many embeddings")
        ->check(CLI::Range(std::size_t{1000}, std::size_t{20'000'000}))
        ->capture_default_str();
    bench_search_command->add_option("--filter", benching.filter, "The share of Images that a filter passes")
        ->check(CLI::Range(0.00001, 1.0))
        ->capture_default_str();
    bench_search_command
        ->add_option("--dimension", benching.dimension, "Of embeddings, where there is no library")
        ->check(CLI::Range(std::size_t{8}, vectors::kDimensionMax))
        ->capture_default_str();
    bench_search_command->add_option("--queries", benching.queries, "How many searches of each kind")
        ->check(CLI::Range(10, 100'000))
        ->capture_default_str();
    bench_search_command->add_option("--clients", benching.clients, "How many search at once")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    bench_search_command->add_flag("--json", benching.json, "Print the figures as JSON");

    BenchModelsOptions benching_models;
    auto* bench_models_command =
        bench_command->add_subcommand("models", "The model pack on pictures: decoded, prepared, seen");
    bench_models_command->add_option("--images", benching_models.images, "A folder of pictures")
        ->check(CLI::ExistingDirectory)
        ->required();
    bench_models_command->add_option("--pictures", benching_models.pictures_max, "How many of them at most")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    bench_models_command->add_option("--rounds", benching_models.rounds, "How often; the best counts")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    bench_models_command->add_option("--embeddings", benching_models.embeddings,
                                     "Write embeddings (or a tagger's confidences) as float32 to this file");
    bench_models_command->add_flag("--json", benching_models.json, "Print the figures as JSON");

    auto* models_command = cli.add_subcommand("models", "The model packs there are, and those in use");
    models_command->require_subcommand(1);
    bool models_as_json = false;
    auto* models_list =
        models_command->add_subcommand("list", "Say what is installed and what for it is used");
    models_list->add_flag("--json", models_as_json, "Print the list as JSON");
    std::string model_to_verify;
    auto* models_verify =
        models_command->add_subcommand("verify", "Hold every file to its sha256 and run the models once");
    models_verify->add_option("NAME", model_to_verify, "Which pack (default: those in use)");
    UseModelOptions using_model;
    auto* models_use = models_command->add_subcommand("use", "Set the library to another pack");
    models_use->add_option("NAME", using_model.name, "A pack's name, or name@version")->required();
    models_use->add_option("--only", using_model.only, "embedding or tags (default: all that it can do)")
        ->check(CLI::IsMember({"embedding", "tags"}));
    std::filesystem::path model_to_import;
    auto* models_import = models_command->add_subcommand("import", "Install a pack from a folder");
    models_import->add_option("DIR", model_to_import, "A folder with pack.json and the files it lists")
        ->required();

    PullModelOptions pulling_model;
    auto* models_pull = models_command->add_subcommand("pull", "Bring a known pack from the network");
    models_pull->add_option("NAME", pulling_model.name, "Which pack (default: say which there are)");
    models_pull
        ->add_option("--mirror", pulling_model.mirror,
                     "Where to look for its files, as in https://example.org")
        ->envname("PALETTE_MODEL_MIRROR");
    models_pull
        ->add_option("--patience", pulling_model.patience_s, "Seconds with a server that sends nothing")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();

    auto* eval_command = cli.add_subcommand("eval", "Measure how good it is");
    eval_command->require_subcommand(1);
    EvalFeedOptions evaluating_feed;
    auto* eval_feed_command = eval_command->add_subcommand(
        "feed", "Replay simulated people on this library: the feed, the original's, popularity");
    eval_feed_command->add_option("--people", evaluating_feed.people, "Simulated people")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    eval_feed_command->add_flag("--tuning", evaluating_feed.tuning, "The half that the feed was tuned on");
    eval_feed_command->add_flag("--json", evaluating_feed.json, "Print the table as JSON");
    EvalPackOptions evaluating_pack;
    const auto add_pack_evaluation = [&](const char* name, const char* words, const char* what) {
        auto* command = eval_command->add_subcommand(name, what);
        command->add_option("--images", evaluating_pack.images, "A folder or tar archive of pictures")
            ->required();
        command
            ->add_option(words, evaluating_pack.words, "Lines of FILE, tab, words; a file may have several")
            ->required();
        command->add_flag("--json", evaluating_pack.json, "Print the figures as JSON");
        return command;
    };
    auto* retrieval_command = add_pack_evaluation(
        "retrieval", "--captions", "Find pictures by their captions, and captions by their pictures");
    retrieval_command->add_option("--failures", evaluating_pack.failures,
                                  "Name this many of the worst queries");
    retrieval_command->add_flag(
        "--names", evaluating_pack.names,
        "Captions are names: equal ones are one query, and pictures without one are to be passed over");
    auto* tags_command =
        add_pack_evaluation("tags", "--labels", "Compare the tags the pack gives with labels");
    auto* similar_command =
        add_pack_evaluation("similar", "--labels", "How many of the nearest pictures share a label");
    UserOptions user;
    bool from_stdin = false;
    auto* user_command = cli.add_subcommand("user", "Who may sign in");
    user_command->require_subcommand(1);
    auto* user_add = user_command->add_subcommand("add", "Make an account");
    user_add->add_option("NAME", user.name, "Of a new person, or of one whom an import has made")->required();
    user_add->add_flag("--admin", user.admin, "Owns the instance, as the first account does");
    user_add->add_flag("--password-stdin", from_stdin, "Read the password from standard input")->required();
    auto* user_list = user_command->add_subcommand("list", "Say who has an account");
    user_list->add_flag("--json", user.json, "Print one line of JSON");
    auto* user_password =
        user_command->add_subcommand("password", "Set a new password, and sign out everywhere");
    user_password->add_option("NAME", user.name)->required();
    user_password->add_flag("--password-stdin", from_stdin, "Read the password from standard input")
        ->required();
    auto* user_role =
        user_command->add_subcommand("role", "Make somebody an owner of the instance, or a member");
    user_role->add_option("NAME", user.name)->required();
    user_role->add_option("ROLE", user.role)->required()->check(CLI::IsMember({"member", "owner"}));

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error) == 0 ? kExitOk : kExitFailed;
    }
    start_log(log_level);
    if (sodium_init() < 0) {
        return report_failure({ErrorKind::internal, "internal", "libsodium could not be started.", {}});
    }
    if (auto started = imaging::start_imaging(); !started) return report_failure(started.error());

    if (*serve_command) return serve(common, serving);
    if (*import_command) return import_pictures(common, importing);
    if (*search_command) return search_library(common, searching);
    if (*check_command) return check(common, checking);
    if (*backup_command) return back_up(common, backing_up);
    if (*restore_command) return restore(common, backing_up);
    if (*bench_models_command) return bench_models(common, benching_models);
    if (*bench_search_command) return bench_search(common, benching);
    if (*eval_feed_command) return eval_feed(common, evaluating_feed);
    if (*retrieval_command) return eval_retrieval(common, evaluating_pack);
    if (*tags_command) return eval_tags(common, evaluating_pack);
    if (*similar_command) return eval_similar(common, evaluating_pack);
    if (*purge_command) return purge(common, purge_as_json);
    if (*user_add) return add_user(common, user);
    if (*user_list) return list_users(common, user);
    if (*user_password) return set_user_password(common, user);
    if (*user_role) return set_user_role(common, user);
    if (*models_list) return list_models(common, models_as_json);
    if (*models_verify) return verify_models(common, model_to_verify);
    if (*models_use) return use_model(common, using_model);
    if (*models_pull) return pull_model(common, pulling_model);
    return import_model(common, model_to_import);
}

}  // namespace palette::app
