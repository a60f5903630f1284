#include <charconv>
#include <cstdio>
#include <utility>

#include <fmt/core.h>

#include "api/routes.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/library.hpp"
#include "app/model_keeper.hpp"
#include "app/resources.hpp"
#include "app/stop_signals.hpp"
#include "base/log.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"
#include "ingest/housekeeper.hpp"
#include "search/duplicate_finder.hpp"

namespace palette::app {
namespace {

// More than cores: searches that wait for the index share a pass over it only if they have got that far.
constexpr std::size_t kQueryThreadsPerCore = 4;
constexpr std::size_t kQueryQueueMax = 512;
constexpr std::size_t kUploadThreads = 2;
constexpr std::size_t kUploadQueueMax = 64;
constexpr std::size_t kFetchThreads = 4;  // they wait, mostly
constexpr std::size_t kFetchQueueMax = 32;
constexpr std::size_t kPasswordThreads = 2;  // 64 MiB each while they hash
constexpr std::size_t kPasswordQueueMax = 32;
constexpr std::size_t kProviderThreads = 2;
constexpr std::size_t kProviderQueueMax = 32;
constexpr std::size_t kEventLoopThreads = 2;

struct Address {
    std::string host;
    std::uint16_t port = 0;
};

// "127.0.0.1:8080", "[::1]:8080".
Result<Address> parse_listen(const std::string& text) {
    const auto colon = text.rfind(':');
    Address address;
    if (colon != std::string::npos) {
        const auto [end, error] =
            std::from_chars(text.data() + colon + 1, text.data() + text.size(), address.port);
        address.host = text.substr(0, colon);
        if (address.host.starts_with('[') && address.host.ends_with(']')) {
            address.host = address.host.substr(1, address.host.size() - 2);
        }
        if (error == std::errc{} && end == text.data() + text.size() && !address.host.empty()) return address;
    }
    return fail(ErrorKind::invalid, "listen_invalid", "--listen wants HOST:PORT, as in 127.0.0.1:8080.",
                text);
}

// The web app, for every path that is no operation's.
struct WebApp {
    const http::StaticFiles* files;
    boost::asio::awaitable<http::Response> operator()(http::Request& request) const {
        co_return files->answer(request);
    }
};

}  // namespace

// The whole object graph, in dependency order: what is lower uses what is higher, and goes first.
int serve(const CommonOptions& common, const ServeOptions& options) {
    block_stop_signals();
    auto address = parse_listen(options.listen);
    if (!address) return report_failure(address.error());
    auto configuration = read_configuration(common.data);
    if (!configuration) return report_failure(configuration.error());
    auto library = open_library(common);
    if (!library) return report_failure(library.error());
    auto arrivals = files::Arrivals::open(library->directory);
    if (!arrivals) return report_failure(arrivals.error());
    auto web = http::StaticFiles::load(find_web(options.web));
    if (!web) return report_failure(web.error());

    net::AddressPolicy reachable;
    for (const auto& endpoint : options.fetch_allow) {
        if (auto allowed = reachable.allow(endpoint); !allowed) return report_failure(allowed.error());
    }

    const ingest::Limits limits;
    auto index = search::LibraryIndex::open(library->directory, *library->database, library->packs->serving);
    if (!index) return report_failure(index.error());

    ingest::Acceptor acceptor(library->directory, **arrivals, *library->database, limits);
    ingest::Workers workers(library->directory, *library->database, acceptor, library->packs, limits,
                            worker_threads(common), learning_of(*configuration), [&] { (*index)->wake(); });
    ModelKeeper models(*library,
                       {.packs = inference_settings(common),
                        .is_fixed = !common.pack.empty(),
                        .release_after = std::chrono::seconds(options.model_idle_s)},
                       **index, workers);
    net::HttpClient http_client(std::move(reachable), {.bytes_max = limits.original_bytes_max});
    ingest::UrlSource urls((*arrivals)->folder(), http_client, acceptor);
    ingest::ResumableUploads uploads(library->directory, *library->database, acceptor, limits);
    ingest::Housekeeper housekeeper(library->directory, *library->database, uploads);
    ingest::ExampleReader examples(library->directory, *library->database);
    search::ImageSearch image_search(**index, *library->database,
                                     [&](const inference::ModelPack& pack, ImageId id, const Region& region) {
                                         return examples.embedding_of(pack, id, region);
                                     });
    search::Suggestions suggestions(**index, *library->database);
    api::EventHub events(*library->database, [&] { return models.status(); });
    api::Metrics metrics;
    store::ImageRepository images(*library->database);
    store::LikeRepository likes(*library->database);
    store::PaletteRepository palettes(*library->database);
    store::PaletteImageRepository palette_images(*library->database);
    store::TrashRepository trash(*library->database);
    const store::QuotaRepository quotas(*library->database);
    store::DuplicateRepository duplicates(*library->database);
    store::SavedSearchRepository saved_searches(*library->database);
    search::DuplicateFinder duplicate_finder(library->directory, *library->database, **index);
    auto accounts = accounts::Accounts::open(*library->database, {.password_cost = password_cost()});
    if (!accounts) return report_failure(accounts.error());
    accounts::OpenIdSignIn openid(*library->database, **accounts, configuration->oidc);
    ThreadPool query_pool("query", kQueryThreadsPerCore * worker_threads(common), kQueryQueueMax);
    ThreadPool upload_pool("upload", kUploadThreads, kUploadQueueMax);
    ThreadPool fetch_pool("fetch", kFetchThreads, kFetchQueueMax);
    ThreadPool password_pool("password", kPasswordThreads, kPasswordQueueMax);
    feed::Feed feed([&] { return (*index)->space(); }, *library->database);
    ThreadPool provider_pool("provider", kProviderThreads, kProviderQueueMax);
    api::Services services{library->directory,
                           images,
                           likes,
                           palettes,
                           palette_images,
                           acceptor,
                           urls,
                           uploads,
                           housekeeper,
                           trash,
                           quotas,
                           duplicates,
                           saved_searches,
                           workers,
                           **index,
                           [&] { return models.status(); },
                           [&] { return models.packs(); },
                           image_search,
                           suggestions,
                           *library->database,
                           events,
                           metrics,
                           query_pool,
                           upload_pool,
                           fetch_pool,
                           password_pool,
                           provider_pool,
                           **accounts,
                           feed,
                           openid,
                           limits,
                           PALETTE_VERSION,
                           configuration->public_url};

    http::Router router = api::make_routes(services);
    router.set_fallback(WebApp{&*web}, {"/api/"});
    http::ServerSettings settings;
    settings.address = address->host;
    settings.port = address->port;
    settings.threads = kEventLoopThreads;
    settings.behind_proxy = options.behind_proxy;
    settings.spool_directory = (*arrivals)->spool_folder();
    settings.on_request = [&](const http::RequestRecord& record) {
        metrics.count_request(record.route, record.method, record.status, record.seconds);
    };
    auto server = http::Server::open(std::move(settings), std::move(router));
    if (!server) return report_failure(server.error());

    (*index)->follow([&, seen = std::int64_t{-1}]() mutable {
        const std::int64_t sequence = (*index)->sequence();
        events.publish(sequence);
        if (std::exchange(seen, sequence) != sequence) duplicate_finder.wake();
    });
    duplicate_finder.start();
    workers.start();
    models.start();
    housekeeper.start();
    const auto& device = library->packs->serving->device();
    spdlog::log(device.fell_back ? spdlog::level::warn : spdlog::level::info, "{}", device.sentence);
    library->packs.reset();  // a pack whose place another takes is not to be held here
    const bool is_v6 = address->host.find(':') != std::string::npos;
    fmt::print("Palette is at http://{}:{}/\n", is_v6 ? "[" + address->host + "]" : address->host,
               (*server)->port());
    std::fflush(stdout);
    {
        const StopWatcher watcher([&] {
            http_client.stop();
            (*server)->stop();
        });
        (*server)->run();
    }
    events.close();
    housekeeper.stop();
    models.stop();
    workers.stop();
    (*index)->stop();
    duplicate_finder.stop();
    if (auto saved = (*index)->save(); !saved) spdlog::warn("{}", describe(saved.error()));
    return kExitOk;
}

}  // namespace palette::app
