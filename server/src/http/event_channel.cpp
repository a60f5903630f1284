#include "http/event_channel.hpp"

#include <charconv>

#include <fmt/core.h>

#include "base/ids.hpp"

namespace palette::http {

EventChannel::EventChannel(std::size_t kept_max) : kept_max_(kept_max), channel_(encode_id(new_id_value())) {}

void EventChannel::publish(std::string_view name, std::string_view data) {
    const std::lock_guard lock(mutex_);
    ++last_number_;
    kept_.push_back(
        {.number = last_number_,
         .text = encode({.id = id_of(last_number_), .name = std::string(name), .data = std::string(data)})});
    if (kept_.size() > kept_max_) kept_.pop_front();
    const std::string& text = kept_.back().text;
    std::erase_if(streams_, [&](const auto& stream) { return !stream->push_encoded(text); });
}

std::shared_ptr<EventStream> EventChannel::subscribe(std::optional<std::string_view> last_event_id) {
    auto stream = std::make_shared<EventStream>();
    const std::lock_guard lock(mutex_);
    if (last_event_id) {
        const auto seen = number_of(*last_event_id);
        const std::uint64_t first_kept = last_number_ + 1 - kept_.size();
        if (seen && *seen <= last_number_ && *seen + 1 >= first_kept) {
            for (const Kept& event : kept_) {
                if (event.number > *seen) stream->push_encoded(event.text);
            }
        } else {
            stream->push({.id = id_of(last_number_), .name = "resync", .data = {}});
        }
    }
    std::erase_if(streams_, [](const auto& other) { return other->is_closed(); });
    streams_.push_back(stream);
    return stream;
}

void EventChannel::close() {
    const std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) stream->close();
    streams_.clear();
}

std::string EventChannel::id_of(std::uint64_t number) const {
    return fmt::format("{}-{}", channel_, number);
}

std::optional<std::uint64_t> EventChannel::number_of(std::string_view id) const {
    if (!id.starts_with(channel_ + '-')) return std::nullopt;
    id.remove_prefix(channel_.size() + 1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
    return number;
}

}  // namespace palette::http
