#include "api/event_hub.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "api/json.hpp"

namespace palette::api {
namespace {

constexpr std::chrono::seconds kLibraryEvery{1};

http::Event to_event(const store::Change& change) {
    return {std::to_string(change.sequence), "image." + change.kind,
            boost::json::serialize(boost::json::object{{"id", to_string(change.image)}})};
}

}  // namespace

EventHub::EventHub(store::Database& database, std::string pack)
    : images_(database), changes_(database), pack_(std::move(pack)), published_(changes_.latest().value_or(0)) {}

Result<std::shared_ptr<http::EventStream>> EventHub::subscribe(std::optional<std::string_view> last_event_id) {
    std::optional<std::int64_t> from;
    if (last_event_id && !last_event_id->empty()) {
        std::int64_t value = 0;
        const auto [end, error] =
            std::from_chars(last_event_id->data(), last_event_id->data() + last_event_id->size(), value);
        if (error != std::errc{} || end != last_event_id->data() + last_event_id->size() || value < 0) {
            return fail(ErrorKind::invalid, "parameter_invalid", "Last-Event-ID is not an id of this stream.");
        }
        from = value;
    }
    auto stream = std::make_shared<http::EventStream>();
    const std::lock_guard lock(mutex_);
    if (from) {
        if (auto pushed = push_missed(*stream, *from); !pushed) return forward(pushed);
    }
    auto library = library_event();
    if (!library) return forward(library);
    stream->push(*library);
    streams_.push_back(stream);
    return stream;
}

// Under the lock, so that nothing is published between what was missed and what comes.
Result<void> EventHub::push_missed(http::EventStream& stream, std::int64_t from) {
    auto reaches = changes_.reaches_back_to(from);
    if (!reaches) return forward(reaches);
    auto missed = changes_.after(from, kMissedEventsMax + 1);
    if (!missed) return forward(missed);
    if (!*reaches || missed->size() > kMissedEventsMax) {
        stream.push({std::to_string(published_), "resync", "{}"});
        return {};
    }
    for (const auto& change : *missed) {
        if (change.sequence <= published_) stream.push(to_event(change));
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
        library_changed_ = true;
        for (const auto& change : *changes) {
            if (change.sequence > sequence) return;
            push_to_all(to_event(change));
            published_ = change.sequence;
        }
    }
}

void EventHub::publish_library() {
    const auto time = std::chrono::steady_clock::now();
    if (!library_changed_ || time - library_sent_ < kLibraryEvery) return;
    auto event = library_event();
    if (!event) return;
    push_to_all(*event);
    library_sent_ = time;
    library_changed_ = false;
}

void EventHub::close() {
    const std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) stream->close();
    streams_.clear();
}

void EventHub::push_to_all(const http::Event& event) {
    const std::string text = http::encode(event);
    std::erase_if(streams_, [&](const auto& stream) { return !stream->push_encoded(text); });
}

Result<http::Event> EventHub::library_event() const {
    auto counts = images_.counts();
    if (!counts) return forward(counts);
    return http::Event{{}, "library", boost::json::serialize(to_json(*counts, pack_))};
}

}  // namespace palette::api
