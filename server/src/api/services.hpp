#pragma once

// What the operations work with. All of it is owned by app/ and outlives the server.

#include <atomic>

#include "accounts/accounts.hpp"
#include "accounts/openid_sign_in.hpp"
#include "api/event_hub.hpp"
#include "api/metrics.hpp"
#include "base/thread_pool.hpp"
#include "feed/feed.hpp"
#include "files/data_directory.hpp"
#include "ingest/acceptor.hpp"
#include "ingest/example_reader.hpp"
#include "ingest/housekeeper.hpp"
#include "ingest/resumable_uploads.hpp"
#include "ingest/url_source.hpp"
#include "ingest/workers.hpp"
#include "packs/model_status.hpp"
#include "packs/packs_in_use.hpp"
#include "search/image_search.hpp"
#include "search/library_index.hpp"
#include "search/suggestions.hpp"
#include "store/duplicate_repository.hpp"
#include "store/image_repository.hpp"
#include "store/like_repository.hpp"
#include "store/palette_image_repository.hpp"
#include "store/palette_repository.hpp"
#include "store/saved_search_repository.hpp"
#include "store/trash_repository.hpp"

namespace palette::api {

struct Services {
    files::DataDirectory directory;
    store::ImageRepository& images;
    store::LikeRepository& likes;
    store::PaletteRepository& palettes;
    store::PaletteImageRepository& palette_images;
    ingest::Acceptor& acceptor;
    ingest::UrlSource& urls;
    ingest::ResumableUploads& uploads;
    ingest::Housekeeper& housekeeper;
    store::TrashRepository& trash;
    const store::QuotaRepository& quotas;
    store::DuplicateRepository& duplicates;
    store::SavedSearchRepository& saved_searches;
    ingest::Workers& workers;
    search::LibraryIndex& index;
    packs::CurrentModelStatus models;
    packs::CurrentPacks packs_in_use;
    search::ImageSearch& search;
    search::Suggestions& suggestions;
    store::Database& database;
    EventHub& events;
    Metrics& metrics;
    ThreadPool& query_pool;     // short reads
    ThreadPool& upload_pool;    // bytes coming in: hashing, syncing, decoding
    ThreadPool& fetch_pool;     // waiting for other servers
    ThreadPool& password_pool;  // Argon2id: a tenth of a second and 64 MiB each
    ThreadPool& provider_pool;  // waits for sign-in providers
    accounts::Accounts& accounts;
    feed::Feed& feed;
    accounts::OpenIdSignIn& openid;
    ingest::Limits limits;
    std::string version;
    std::string public_url;  // what browsers call this server; empty: as each request says
};

}  // namespace palette::api
