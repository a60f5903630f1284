#include "http/event_stream.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/ascii.hpp"

namespace palette::http {
namespace {

void append_line(std::string& text, std::string_view field, std::string_view value) {
    text += field;
    text += ": ";
    text += value;
    text += '\n';
}

std::string on_one_line(std::string value) {
    std::erase_if(value, is_control);
    return value;
}

}  // namespace

std::string encode(const Event& event) {
    std::string text;
    if (!event.id.empty()) append_line(text, "id", on_one_line(event.id));
    if (!event.name.empty()) append_line(text, "event", on_one_line(event.name));
    // A carriage return ends a line too, and would let data pass for a field.
    std::string data = event.data;
    std::erase(data, '\r');
    std::string_view rest = data;
    do {
        append_line(text, "data", take_until(rest, '\n'));
    } while (!rest.empty());
    text += '\n';
    return text;
}

bool EventStream::push(const Event& event) {
    return push_encoded(encode(event));
}

bool EventStream::push_encoded(const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (queue_.size() >= events_max_ || queued_bytes_ + text.size() > bytes_max_) {
        // The client gets these again: it comes back with the id of the last one it saw.
        queue_.clear();
        queued_bytes_ = 0;
        close_locked();
        return false;
    }
    queue_.push_back(text);
    queued_bytes_ += text.size();
    if (on_change_) on_change_();
    return true;
}

void EventStream::close() {
    const std::lock_guard lock(mutex_);
    if (!closed_) close_locked();
}

void EventStream::close_locked() {
    closed_ = true;
    if (on_change_) on_change_();
}

bool EventStream::is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

void EventStream::attach(std::function<void()> on_change) {
    const std::lock_guard lock(mutex_);
    on_change_ = std::move(on_change);
}

void EventStream::detach() {
    const std::lock_guard lock(mutex_);
    on_change_ = nullptr;
}

std::string EventStream::take() {
    const std::lock_guard lock(mutex_);
    std::string text;
    text.reserve(queued_bytes_);
    for (const std::string& event : queue_) text += event;
    queue_.clear();
    queued_bytes_ = 0;
    return text;
}

}  // namespace palette::http
