#pragma once

// Tells open tabs what changed, each what its person may know: changes of Images they may see, their own
// likes, the Palettes they belong to. Event ids are sequences of the change log, so a client that comes back,
// even to another process, is told what it missed; who was away for longer than the log reaches gets
// `resync`.
//
// Safe to call from any thread that may block. Owned by app/.

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/event_stream.hpp"
#include "packs/model_status.hpp"
#include "store/change_repository.hpp"
#include "store/image_repository.hpp"

namespace palette::api {

// A client that missed more is told to start over.
inline constexpr std::size_t kMissedEventsMax = 500;

class EventHub {
  public:
    EventHub(store::Database& database, packs::CurrentModelStatus models);

    // A stream of everything from now on, and before that what came after `last_event_id`, if given, and the
    // state of the library. `person` is whose tab it is; none: somebody unknown. Fails with
    // `parameter_invalid` for an id that is no number.
    Result<std::shared_ptr<http::EventStream>> subscribe(std::optional<PersonId> person,
                                                         std::optional<std::string_view> last_event_id);

    // Sends what the log holds up to `sequence` and was not sent yet, whoever wrote or applied it; and the
    // state of the library, if it changed since it was last sent and that was a second ago. Called often, by
    // one thread.
    void publish(std::int64_t sequence);
    // Ends the streams of one person, whose sessions may have ended: tabs that are still signed in come back
    // by themselves and miss nothing.
    void close_of(PersonId person);
    void close();

  private:
    struct Listener {
        std::optional<PersonId> person;
        std::shared_ptr<http::EventStream> stream;  // shared with the connection that sends it
    };
    void publish_changes(std::int64_t sequence);
    void publish_library();
    // To everybody, or to one person's tabs.
    void push(const http::Event& event, std::optional<PersonId> only);
    // The library as this person (or somebody unknown) sees it.
    [[nodiscard]] Result<http::Event> library_event(std::optional<PersonId> person) const;
    Result<void> push_missed(const Listener& listener, std::int64_t from);

    store::ImageRepository images_;
    store::ChangeRepository changes_;
    const packs::CurrentModelStatus models_;
    std::mutex mutex_;
    std::int64_t published_;  // the last sequence sent
    bool library_changed_ = false;
    packs::ModelStatus models_sent_;
    std::chrono::steady_clock::time_point library_sent_;
    std::vector<Listener> listeners_;
};

}  // namespace palette::api
