#include "feed/unkept_pages.hpp"

#include <algorithm>

namespace palette::feed {

// Under the lock.
std::uint64_t UnkeptPages::latest_of(PersonId person) const {
    const auto page = std::ranges::find(pages_, person, &Page::person);
    return page == pages_.end() ? 0 : page->number;
}

UnkeptPages::Shown UnkeptPages::shown_to(PersonId person) const {
    const std::lock_guard lock(mutex_);
    Shown shown{{}, latest_of(person)};
    for (const Page& page : pages_) {
        if (page.person != person) continue;
        for (const auto& tile : page.tiles) shown.images.push_back(tile.image);
    }
    return shown;
}

std::vector<store::FeedTile> UnkeptPages::shown_at(PersonId person, store::FeedWalk place,
                                                   std::size_t limit) const {
    const std::lock_guard lock(mutex_);
    const auto page = std::ranges::find_if(pages_, [&](const Page& each) {
        return each.person == person && each.place.id == place.id && each.place.position <= place.position &&
               place.position < each.place.position + each.tiles.size();
    });
    if (page == pages_.end()) return {};
    const std::span<const store::FeedTile> rest =
        std::span(page->tiles).subspan(place.position - page->place.position);
    const auto tiles = rest.first(std::min(limit, rest.size()));
    return {tiles.begin(), tiles.end()};
}

bool UnkeptPages::add(PersonId person, store::FeedWalk place, std::span<const store::FeedTile> tiles,
                      std::uint64_t after) {
    const std::lock_guard lock(mutex_);
    if (latest_of(person) != after) return false;
    pages_.push_front({++added_, person, place, {tiles.begin(), tiles.end()}});
    if (pages_.size() > pages_max_) pages_.pop_back();
    return true;
}

void UnkeptPages::forget(PersonId person) {
    const std::lock_guard lock(mutex_);
    std::erase_if(pages_, [&](const Page& page) { return page.person == person; });
}

std::uint64_t UnkeptPages::added() const {
    const std::lock_guard lock(mutex_);
    return added_;
}

}  // namespace palette::feed
