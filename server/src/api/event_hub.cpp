#include "api/event_hub.hpp"

#include <charconv>
#include <map>

#include <boost/json.hpp>

#include "api/json.hpp"
#include "store/duplicate_repository.hpp"

namespace palette::api {
namespace {

constexpr std::chrono::seconds kLibraryEvery{1};

constexpr std::string_view kPalette = "palette.";

http::Event to_event(const store::Change& change) {
    std::string name = "image." + change.kind;
    boost::json::object data;
    if (change.is_of_image()) {
        data = {{"id", to_string(change.image)}};
    } else if (change.is_of_feed()) {
        name = "feed";
        data = {{"what", change.kind.substr(store::Change::kFeedKind.size())}, {"image_id", nullptr}};
        if (change.image.value != 0) data["image_id"] = to_string(change.image);
    } else if (change.image.value != 0) {
        name = "like";
        data = {{"image_id", to_string(change.image)}, {"liked", change.kind == "liked"}};
    } else if (change.kind == "palette.deleted") {
        name = change.kind;
        data = {{"id", to_string(change.palette)}};
    } else if (change.kind.starts_with(kPalette)) {
        name = "palette";
        data = {{"id", to_string(change.palette)},
                {"version", change.version},
                {"what", change.kind.substr(kPalette.size())}};
    } else {
        name = change.kind;
    }
    return {std::to_string(change.sequence), std::move(name), boost::json::serialize(data)};
}

}  // namespace

EventHub::EventHub(store::Database& database, packs::CurrentModelStatus models)
    : images_(database),
      changes_(database),
      models_(std::move(models)),
      published_(changes_.latest().value_or(0)),
      models_sent_(models_()) {}

Result<std::shared_ptr<http::EventStream>> EventHub::subscribe(
    std::optional<PersonId> person, std::optional<std::string_view> last_event_id) {
    std::optional<std::int64_t> from;
    if (last_event_id && !last_event_id->empty()) {
        std::int64_t value = 0;
        const auto [end, error] =
            std::from_chars(last_event_id->data(), last_event_id->data() + last_event_id->size(), value);
        if (error != std::errc{} || end != last_event_id->data() + last_event_id->size() || value < 0) {
            return fail(ErrorKind::invalid, "parameter_invalid",
                        "Last-Event-ID is not an id of this stream.");
        }
        from = value;
    }
    const Listener listener{person, std::make_shared<http::EventStream>()};
    const std::lock_guard lock(mutex_);
    if (from) {
        if (auto pushed = push_missed(listener, *from); !pushed) return forward(pushed);
    }
    auto library = library_event(person);
    if (!library) return forward(library);
    listener.stream->push(*library);
    listeners_.push_back(listener);
    return listener.stream;
}

// Under the lock, so that nothing is published between what was missed and what comes.
Result<void> EventHub::push_missed(const Listener& listener, std::int64_t from) {
    auto reaches = changes_.reaches_back_to(from);
    if (!reaches) return forward(reaches);
    auto missed = changes_.after(from, kMissedEventsMax + 1, listener.person);
    if (!missed) return forward(missed);
    if (!*reaches || missed->size() > kMissedEventsMax) {
        listener.stream->push({std::to_string(published_), "resync", "{}"});
        return {};
    }
    for (const auto& change : *missed) {
        if (change.sequence <= published_ && change.kind != store::kDuplicatesChange)
            listener.stream->push(to_event(change));
    }
    return {};
}

void EventHub::publish(std::int64_t sequence) {
    const std::lock_guard lock(mutex_);
    publish_changes(sequence);
    publish_library();
}

void EventHub::publish_changes(std::int64_t sequence) {
    while (published_ < sequence) {
        auto changes = changes_.after(published_, kMissedEventsMax);
        if (!changes || changes->empty()) return;
        for (const auto& change : *changes) {
            if (change.sequence > sequence) return;
            library_changed_ = library_changed_ || change.is_of_image();
            // Nobody is told: whose pictures they are is for nobody else to know.
            if (change.kind != store::kDuplicatesChange) push(to_event(change), change.only);
            published_ = change.sequence;
        }
    }
}

void EventHub::publish_library() {
    const auto time = std::chrono::steady_clock::now();
    if (time - library_sent_ < kLibraryEvery) return;
    const auto models = models_();
    if (!library_changed_ && models == models_sent_) return;
    std::map<std::optional<PersonId>, std::string> events;
    for (const auto& listener : listeners_) {
        if (events.contains(listener.person)) continue;
        auto event = library_event(listener.person);
        if (!event) return;
        events[listener.person] = http::encode(*event);
    }
    std::erase_if(listeners_, [&](const Listener& listener) {
        return !listener.stream->push_encoded(events[listener.person]);
    });
    library_sent_ = time;
    models_sent_ = models;
    library_changed_ = false;
}

void EventHub::close_of(PersonId person) {
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [&](const Listener& listener) {
        if (listener.person != person) return false;
        listener.stream->close();
        return true;
    });
}

void EventHub::close() {
    const std::lock_guard lock(mutex_);
    for (const auto& listener : listeners_) listener.stream->close();
    listeners_.clear();
}

void EventHub::push(const http::Event& event, std::optional<PersonId> only) {
    const std::string text = http::encode(event);
    std::erase_if(listeners_, [&](const Listener& listener) {
        if (only && listener.person != only) return listener.stream->is_closed();
        return !listener.stream->push_encoded(text);
    });
}

Result<http::Event> EventHub::library_event(std::optional<PersonId> person) const {
    auto counts = images_.counts({.person = person});
    if (!counts) return forward(counts);
    return http::Event{{}, "library", boost::json::serialize(to_json(*counts, models_()))};
}

}  // namespace palette::api
